#!/bin/sh
# Carries a real workflow from its start to COMPLETED by doing only what `next` says.
# Needs curl and a running server; everything else is the shell's and Node's own.
#   BASE     where the API is            (http://127.0.0.1:3000/api/v1/bmad)
#   WORKFLOW which definition to run     (greenfield-fullstack)
#   RUN      the key of a run to carry on, instead of starting one
#   STAGES   stop after this many completed stages (all)
set -eu
BASE=${BASE:-http://127.0.0.1:3000/api/v1/bmad}
WORKFLOW=${WORKFLOW:-greenfield-fullstack}
RUN=${RUN:-}
STAGES=${STAGES:-1000}
SESSION=walkthrough-$$

get() { curl -fsS "$BASE$1"; }
post() { curl -fsS -X POST -H 'content-type: application/json' -d "$2" "$BASE$1"; }
# pick <JavaScript over the JSON on standard input, named it>
pick() { node -e 'let t="";process.stdin.on("data",d=>t+=d).on("end",()=>{const it=JSON.parse(t);const r=eval(process.argv[1]);process.stdout.write(typeof r==="string"?r:JSON.stringify(r)??"")})' "$1"; }

if [ -z "$RUN" ]; then
  post /agents/activate "{\"agent_id\":\"analyst\",\"session_id\":\"$SESSION\",\"user_id\":\"ada\"}" | pick '`activated ${it.agent.name}, ${it.agent.title}\n`'
  RUN=$(post /workflows/start "{\"workflow_id\":\"$WORKFLOW\",\"user_id\":\"ada\",\"session_id\":\"$SESSION\"}" | pick it.key)
fi
echo "run $RUN"

# What to do next, the stage that it is done to, and what to send, a line each.
plan='
const line = (kind, stage, body) => [kind, stage, JSON.stringify(body)].join("\n");
const [question] = it.decisions, [active] = it.active, [ready] = it.ready;
const value = question && (question.options.length ? question.options.at(-1) : question.kind !== "repeat");
it.done ? "done"
  : question ? line("decide", "", { name: question.name, value, reason: "the walkthrough says so" })
  : active ? line("finish", active.stage_id, {
      artifacts: active.creates.map(name => ({ name, path: "docs/" + name, content: "# " + name })), quality_score: 90 })
  : ready ? line("start", ready.stage_id, {
      agent_id: ready.agent_ids[0], session_id: "SESSION",
      acknowledge: ready.requirements.filter(r => r.kind === "acknowledgement" && !r.satisfied).map(r => r.name) })
  : "stuck: " + it.waiting.map(w => w.stage_id + " " + w.why).join("; ")'

done=0
while :; do
  todo=$(get "/workflows/$RUN/next" | pick "$plan")
  kind=$(printf '%s\n' "$todo" | sed -n 1p)
  stage=$(printf '%s\n' "$todo" | sed -n 2p)
  body=$(printf '%s\n' "$todo" | sed -n '3,$p' | sed "s/SESSION/$SESSION/")
  case $kind in
    done) break ;;
    decide) post "/workflows/$RUN/decisions" "$body" | pick '`  decided ${it.name}: ${it.value}\n`' ;;
    start) post "/workflows/$RUN/stages/$stage/start" "$body" >/dev/null ;;
    finish)
      post "/workflows/$RUN/stages/$stage/complete" "$body" | pick '`  ${it.stage_id} completed by ${it.agent_id ?? "nobody in particular"}\n`'
      done=$((done + 1))
      [ "$done" -lt "$STAGES" ] || { echo "stopped after $done stages of $RUN"; exit 0; }
      ;;
    *)
      echo "$kind"
      exit 1
      ;;
  esac
done
get "/workflows/$RUN" | pick '`${it.key} is ${it.status} at ${it.progress_percentage} %\n`'
get "/workflows/$RUN/timeline" | pick 'it.stages.map(s => `  ${s.status.padEnd(9)} ${s.stage_id} (${s.duration_seconds ?? 0} s)`).join("\n") + "\n"'

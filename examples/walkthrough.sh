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

done=0
while :; do
  next=$(get "/workflows/$RUN/next")
  case $(printf %s "$next" | pick 'it.done ? "done" : it.decisions.length ? "decide" : it.active.length ? "finish" : it.ready.length ? "start" : "stuck"') in
    done) break ;;
    decide)
      answer=$(printf %s "$next" | pick '({name: it.decisions[0].name, value: it.decisions[0].options.length ? it.decisions[0].options.at(-1) : it.decisions[0].kind !== "repeat", reason: "the walkthrough says so"})')
      post "/workflows/$RUN/decisions" "$answer" | pick '`  decided ${it.name}: ${it.value}\n`'
      ;;
    start)
      stage=$(printf %s "$next" | pick 'it.ready[0].stage_id')
      start=$(printf %s "$next" | pick '({agent_id: it.ready[0].agent_ids[0], session_id: "'"$SESSION"'", acknowledge: it.ready[0].requirements.filter(r => r.kind === "acknowledgement" && !r.satisfied).map(r => r.name)})')
      post "/workflows/$RUN/stages/$stage/start" "$start" >/dev/null
      ;;
    finish)
      stage=$(printf %s "$next" | pick 'it.active[0].stage_id')
      made=$(printf %s "$next" | pick '({artifacts: it.active[0].creates.map(name => ({name, path: "docs/" + name, content: "# " + name})), quality_score: 90})')
      post "/workflows/$RUN/stages/$stage/complete" "$made" | pick '`  ${it.stage_id} completed by ${it.agent_id ?? "nobody in particular"}\n`'
      done=$((done + 1))
      [ "$done" -lt "$STAGES" ] || { echo "stopped after $done stages of $RUN"; exit 0; }
      ;;
    stuck)
      printf %s "$next" | pick '"stuck: " + it.waiting.map(w => w.stage_id + " " + w.why).join("; ") + "\n"'
      exit 1
      ;;
  esac
done
get "/workflows/$RUN" | pick '`${it.key} is ${it.status} at ${it.progress_percentage} %\n`'
get "/workflows/$RUN/timeline" | pick 'it.stages.map(s => `  ${s.status.padEnd(9)} ${s.stage_id} (${s.duration_seconds ?? 0} s)`).join("\n") + "\n"'

import { isUUID } from 'class-validator';
import { catalogue } from '../../src/problems/catalogue';
import type { Attempt } from './attempts';
import type { Answer } from './wire';
import { SECRET } from './world/world';

/** What an answer must never show: our code, our SQL, the other project. */
const LEAK = new RegExp(`\\.js:\\d|node_modules|QueryFailed|select |insert into|relation "|${SECRET}`, 'i');

/** What is wrong with an answer. `statuses` are the documented ones. */
export function faultsOf({ shot, refuse, naming }: Attempt, answer: Answer, statuses?: readonly number[]): string[] {
  const { status, text } = answer;
  const accepted = status < 400;
  return [
    ...(status >= 500 ? [`is ${status}`] : []),
    ...(statuses && !statuses.includes(status) ? [`${status} is not documented`] : []),
    ...(accepted && refuse ? ['was accepted'] : []),
    ...(refuse === false && [400, 413, 415].includes(status) ? ['was refused'] : []),
    ...(naming !== undefined && !(status === 400 && text.includes(naming))
      ? [`${status} does not name ${naming}`]
      : []),
    ...(text.includes(SECRET) ? ['shows the other project'] : []),
    ...(accepted ? [] : problemFaults(shot.path, answer)),
  ];
}

function problemFaults(path: string, { status, type, text, json = {} }: Answer): string[] {
  return [
    ...(type.startsWith('application/problem+json') ? [] : [`is ${type}`]),
    ...kindFaults(json),
    ...(json.status === status ? [] : [`says ${String(json.status)} in a ${status}`]),
    ...(json.instance === path.split('?')[0] ? [] : [`is about ${String(json.instance)}`]),
    ...(isUUID(json.request_id) ? [] : ['has no request_id']),
    ...(LEAK.test(text) ? ['shows what it must not'] : []),
  ];
}

/** Every problem is of a kind that is declared, with its title and one of its statuses. */
function kindFaults({ type, title, status }: Record<string, unknown>): string[] {
  const [, name = ''] = /^urn:bmad:problem:([a-z-]+)$/.exec(String(type)) ?? [];
  const kind = catalogue[name];
  if (!kind) return [`is of no declared kind: ${String(type)}`];
  return kind.title === title && kind.statuses.includes(Number(status)) ? [] : [`is no ${name} as it is declared`];
}

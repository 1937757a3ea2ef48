import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { SyntaxNode } from '@lezer/common';
import type { LRParser } from '@lezer/lr';
import { parse } from 'yaml';
import { Feed } from '../src/events/feed/feed.service';
import { Client } from './support/client';
import { testServer, type TestServer } from './support/server';

/** Its types say that it is an ES module only, which it is not. */
const { parser } = createRequire(__filename)('@prometheus-io/lezer-promql') as { parser: LRParser };

interface AlertFile {
  groups: { rules: { alert: string; expr: string; labels: object; annotations: Record<string, string> }[] }[];
}
interface Panel {
  id: number;
  title: string;
  type: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string; legendFormat: string }[];
}
interface Dashboard {
  uid: string;
  panels: Panel[];
  templating: { list: { name: string; definition?: string }[] };
}

const rules = (parse(readFileSync('ops/alerts.yaml', 'utf8')) as AlertFile).groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(readFileSync('ops/grafana-dashboard.json', 'utf8')) as Dashboard;
const panels = dashboard.panels.filter(({ type }) => type !== 'row');

/** Every expression, Grafana's own variables filled in. */
const expressions = [
  ...rules.map(({ alert, expr }) => [alert, expr]),
  ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr])),
].map(([title, expr]) => [title, expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*')]);

let server: TestServer;
/** The labels and values of each metric that a live server tells. */
let live: Map<string, Map<string, Set<string>>>;

beforeAll(async () => {
  server = await testServer();
  const client = new Client(server.api);
  await server.app.get(Feed).read('ops', () => Promise.resolve());
  await client.post('/agents/activate', { agent_id: 'dev', session_id: 's', user_id: 'ada' });
  await client.post('/memory/context', { agent_id: 'dev', query: 'x' });
  const text = await (await fetch(server.api.replace('/api/v1/bmad', '/metrics'))).text();
  live = new Map();
  for (const line of text.split('\n').filter((one) => one && !one.startsWith('#'))) {
    const [, name, inside = ''] = /^([\w:]+)(?:\{(.*)\})? /.exec(line)!;
    const labels = live.get(name) ?? new Map<string, Set<string>>();
    // Prometheus gives these to whatever it scrapes.
    labels.set('instance', new Set());
    for (const [, label, value] of inside.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      labels.set(label, (labels.get(label) ?? new Set()).add(value));
    }
    live.set(name, labels);
  }
});
afterAll(() => server.app.close());

/** What is wrong with an expression. */
function faultsOf(expression: string): string[] {
  const faults: string[] = [];
  const text = ({ from, to }: { from: number; to: number }) => expression.slice(from, to);
  const known = new Set<string>(['instance']);
  parser.parse(expression).iterate({
    enter: ({ type, name, node }) => {
      if (type.isError) faults.push(`is no PromQL at ${node.from}`);
      if (name === 'VectorSelector') {
        const metric = live.get(text(node.getChild('Identifier')!));
        if (!metric) faults.push(`there is no ${text(node)}`);
        else for (const label of metric.keys()) known.add(label);
        faults.push(...matchersOf(node).flatMap((matcher) => unmatched(matcher.map(text), metric)));
      }
    },
  });
  parser.parse(expression).iterate({
    enter: ({ name, node }) => {
      if (name === 'LabelName' && node.parent?.name === 'GroupingLabels' && !known.has(text(node))) {
        faults.push(`no metric in it has the label ${text(node)}`);
      }
    },
  });
  return faults;
}

const matchersOf = (node: SyntaxNode): SyntaxNode[][] =>
  (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map((matcher) => [
    ...['LabelName', 'MatchOp', 'StringLiteral'].map((child) => matcher.getChild(child)!),
  ]);

function unmatched([label, operator, literal]: string[], metric: Map<string, Set<string>> | undefined): string[] {
  const values = metric?.get(label);
  if (!values) return [`no metric has the label ${label}`];
  return operator === '=' && !values.has(literal.slice(1, -1)) ? [`${label} is never ${literal}`] : [];
}

test.each(expressions)('%s reads what the server tells', (_, expression) => {
  expect(faultsOf(expression)).toEqual([]);
});

test('what is not there is noticed', () => {
  expect(faultsOf('max(bmad_no_such_metric)')).toHaveLength(1);
  expect(faultsOf('sum by (colour) (bmad_http_requests_total)')).toHaveLength(1);
  expect(faultsOf('bmad_database_connections{state="lost"}')).toHaveLength(1);
  expect(faultsOf('bmad_database_connections{mood=~"x"}')).toHaveLength(1);
  expect(faultsOf('sum(bmad_database_up')).not.toEqual([]);
});

test('every alert says how bad it is and what to do', () => {
  expect(rules.length).toBeGreaterThan(10);
  for (const { alert, labels, annotations } of rules) {
    expect(alert).toMatch(/^Bmad[A-Z]\w+$/);
    expect(labels).toEqual({ severity: expect.stringMatching(/^(info|warning|critical)$/) });
    expect(annotations).toEqual({ summary: expect.stringMatching(/\.$/), description: expect.any(String) });
  }
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
});

test('every own metric has its panel, and no two panels lie on each other', () => {
  const shown = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)).join(' ');
  const own = [...live.keys()].filter((name) => name.startsWith('bmad_'));
  expect(own.length).toBeGreaterThan(15);
  expect(own.filter((name) => !shown.includes(name))).toEqual([]);
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}/${y + Math.floor(cell / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(Math.max(...dashboard.panels.map(({ gridPos: { x, w } }) => x + w))).toBeLessThanOrEqual(24);
});

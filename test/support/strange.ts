const words = (text: string): string[] => text.trim().split(/\s+/);
const LONG = 'x'.repeat(5_000);

/** Ids as they stand in an address, encoded or broken. Nothing has any of them. */
export const strangeIds = [
  ...words(`%00 a%00b % %zz %ff %ed%a0%80 %f0%9f%98%80 %0d%0aset-cookie:x %20 %2525 __proto__ constructor null 0 -1 * {}
    1'%20or%20'1'='1 %27;drop%20table%20bmad.projects;-- %5c \${7*7} ../.. ..%2f..%2fetc %2e%2e
    00000000-0000-0000-0000-000000000000 01890a5d-ac96-774b-bcce 01890A5D-AC96-774B-BCCE-B302099A8057`),
  ...[LONG.slice(0, 301), LONG],
];

/** Values of query parameters as they stand in an address. */
export const strangeTexts = [
  ...words(`x 0 -1 1 200 201 1e9 1e2 0x10 1.5 +5 %205 %ef%bc%95 NaN Infinity 1e400 99999999999999999999 true null
    __proto__ %00 %ff % %zz %ed%a0%80 %f0%9f%98%80 ACTIVE active ';drop%20table%20bmad.projects;--
    00000000-0000-0000-0000-000000000000 [object%20Object]`),
  ...['', LONG],
];

/** Names of query parameters that no route has. */
export const strangeParameters = [...words('surprise __proto__ constructor toString limit[] a.b Limit %00 %ff %'), ''];

/** Members that no schema has. */
export const strangeMembers = [
  ...words('surprise __proto__ constructor toString hasOwnProperty $where'),
  '',
  ' reason',
];

const nested = (levels: number): [string, string] => [
  '['.repeat(levels) + ']'.repeat(levels),
  `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`,
];

const manyMembers = (count: number) => `{${Array.from({ length: count }, (_, index) => `"m${index}":1`).join()}}`;

/** Characters of four bytes that no compression makes fewer, each with a selector that a length may leave out. */
const wide = (count: number) =>
  Array.from({ length: count }, (_, index) => `${String.fromCodePoint(0x20000 + ((index * 40_503) % 42_000))}\ufe0f`);

/** JSON to put in the place of any member, however deep inside, as text: JSON.parse need not like it. */
export const oddValues =
  words(`null -1 1.5 1e400 true "" "x" "\\u0000" "\\ud800" {} [] [[]] [null] [{}] {"__proto__":{"x":1}}
  {"constructor":1} {"a":1e999}`);

/** The same, and more of its kind for the members of a body. */
export const strangeValues = [
  ...oddValues,
  ...words(`0 1e308 12345678901234567890 1700000000000 "a\\u0000b" "\\udc00\\ud800" "😀" "__proto__" [1] ["x"]
    [[{"name":"x"}]] {"a":{"b":[1]}} {"\\u0000":1} {"then":1}`),
  ...[`"'; drop table bmad.projects; --"`, `"${LONG}"`, `"${'\ufe0f'.repeat(5_000)}"`, `[${'0,'.repeat(2_999)}0]`],
  ...[`"${wide(200).join('')}"`, `"${wide(300).join('')}"`, nested(20)[0], nested(100)[1]],
];

/** Levels that no stack holds. */
const DEEP = 20_000;

/** Whole bodies that nothing takes, whatever the schema. */
export const strangeBodies = [
  ...words(`null 1 "x" true [] [[]] [{}] { {"a":1 {}x {}{} {'a':1} {"a":1,} NaN`),
  ...['  \n', '['.repeat(DEEP), ...nested(DEEP), `{"context":${nested(DEEP)[1]}}`],
];

/** Bodies below the limit of size that take long to look at. */
export const dearBodies = {
  '150 000 members': `{"context":${manyMembers(150_000)}}`,
  '10 000 members': `{"context":${manyMembers(10_000)}}`,
  'a million numbers': `{"context":{"a":[${'0,'.repeat(999_000)}0]}}`,
  '600 000 objects': `{"context":{"a":[${'{},'.repeat(600_000)}0]}}`,
  '10 MB': 'x'.repeat(10_000_000),
};

/** Content types that are not JSON in UTF-8. */
export const strangeTypes = [
  ...['text/plain', 'text/html', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data'],
  ...['application/jsonx', 'application/json; charset=utf-16', 'application/json; charset=""', 'nonsense', '/', ''],
];

/** Keys that no project has. */
export const strangeProjects = [
  ...['nobody', '', ' ', LONG, "default' or '1'='1", '__proto__', 'DEFAULT', 'd\xe9faut', 'default,default'],
  ['default', 'default'],
];

const head = 'GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n';
const post = head.replace('GET /health/live', 'POST /api/v1/bmad/agents/activate');

/** What comes over a connection and is no request that Node's parser takes. */
export const strangeBytes: Record<string, string> = {
  'no HTTP': 'HELLO\r\n\r\n',
  'a TLS greeting': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'a version that nobody has': 'GET / HTTP/9.9\r\n\r\n',
  'a method that nobody has': head.replace('GET', 'STEAL') + '\r\n',
  'a header of 20 KB': `${head}x: ${'x'.repeat(20_000)}\r\n\r\n`,
  'an address of 20 KB': head.replace('live', 'x'.repeat(20_000)) + '\r\n',
  'NUL in a header': `${head}x: a\0b\r\n\r\n`,
  'a header without a name': `${head}: x\r\n\r\n`,
  'two lengths': `${post}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`,
  'a length and chunks': `${post}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  'a negative length': `${post}content-length: -1\r\n\r\n{}`,
  'a chunk of no size': `${post}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
};

/** Addresses outside the document. */
export const strangeAddresses =
  words(`/ // * /api /api/v1/bmad/ /api/v1/bmad//agents /API/V1/BMAD/AGENTS /api/docs/../../package.json
  /api/docs/%2e%2e/%2e%2e/package.json /api/docs/..%2f..%2fpackage.json /api/docs/%00 /api/docs/% /api/openapi.json/x
  /api/v1/bmad/%61gents/%ff /health/%00 /api/v1/bmad/agents/analyst/../../../../../etc/passwd ?a=b
  /api/v1/bmad/agents;x=1 /api/v1/bmad/agents/${LONG}/x`);

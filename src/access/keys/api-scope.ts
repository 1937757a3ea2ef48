/** What a key may do, each including those before: look, work in its projects, and rule over keys and projects. */
export const API_SCOPES = ['READ', 'WRITE', 'ADMIN'] as const;
export type ApiScope = (typeof API_SCOPES)[number];

/** Whether a key with these scopes may do what takes this one. */
export const covers = (scopes: readonly ApiScope[], needed: ApiScope): boolean =>
  scopes.some((scope) => API_SCOPES.indexOf(scope) >= API_SCOPES.indexOf(needed));

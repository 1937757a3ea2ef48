// The client of the API over `openapi-fetch`. Its types (api.d.ts) are generated from openapi.json when the package is made.
'use strict';

const createFetchClient = require('openapi-fetch').default;

exports.createClient = ({ url, key, project, headers, ...options }) =>
  createFetchClient({
    ...options,
    baseUrl: url.replace(/\/+$/, ''),
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(project !== undefined && { 'x-bmad-project': project }),
      ...headers,
    },
  });

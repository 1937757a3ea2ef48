// A CommonJS application that lends its connections to the package: DATABASE_URL, prints where it listens.
require('reflect-metadata');
const { dirname, join } = require('node:path');
const { Module } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { FastifyAdapter } = require('@nestjs/platform-fastify');
const { DataSource } = require('typeorm');
const { BmadModule, TasksModule } = require('nest-bmad');

/** The team that comes along with the package. */
const team = join(dirname(require.resolve('nest-bmad/package.json')), '.bmad-core');

async function main() {
  const url = process.env.DATABASE_URL;
  const connection = await new DataSource({ type: 'postgres', url, applicationName: 'host' }).initialize();
  class HostModule {}
  Module({
    imports: [BmadModule.forRoot({ database: { connection, schema: 'team' }, bmadCore: [team] }), TasksModule],
  })(HostModule);
  const app = await NestFactory.create(HostModule, new FastifyAdapter(), { logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  console.log(`listens on ${await app.getUrl()}`);
}

void main();

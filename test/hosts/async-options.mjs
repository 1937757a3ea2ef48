// An ES module application that gives its options asynchronously: DATABASE_URL, prints Nest's version and where it listens.
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { BmadModule, TasksModule } from 'nest-bmad';

const require = createRequire(import.meta.url);
/** The team that comes along with the package. */
const team = join(dirname(require.resolve('nest-bmad/package.json')), '.bmad-core');

const SETTINGS = Symbol('settings');
class SettingsModule {}
Module({ providers: [{ provide: SETTINGS, useValue: process.env }], exports: [SETTINGS] })(SettingsModule);

class HostModule {}
Module({
  imports: [
    BmadModule.forRootAsync({
      imports: [SettingsModule],
      inject: [SETTINGS],
      useFactory: async ({ DATABASE_URL: url }) => ({ database: { url }, bmadCore: [team] }),
    }),
    TasksModule,
  ],
})(HostModule);

const app = await NestFactory.create(HostModule, new FastifyAdapter(), { logger: ['error'] });
await app.listen(0, '127.0.0.1');
const { version } = require('@nestjs/core/package.json');
console.log(`Nest ${version} listens on ${await app.getUrl()}`);

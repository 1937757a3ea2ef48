import 'reflect-metadata';
import { Env } from './env';
import { serve } from './serve';

void serve(() => Env.read());

// npm start: the server, ended with npm. A signal to npm reaches only the shell that npm runs scripts in, which dies of it
// and leaves its child behind with another parent.
import { clearInterval, setInterval } from 'node:timers';

const parent = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  process.kill(process.pid, 'SIGTERM');
}, 250).unref();
await import('../dist/src/main.js');

/** How long a stop may take; container engines kill after ten seconds. */
const LIMIT_MS = 8_000;

/** npm passes a Ctrl-C on to a child that the terminal has told already: so soon, a second signal is the first one's echo. */
const ECHO_MS = 500;

/**
 * Aborted by Ctrl-C (SIGINT) or SIGTERM, upon which everything must be let go of and the process ended. A stop that
 * hangs ends by itself with code 1, and so does an impatient second Ctrl-C.
 */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  let since = 0;
  const stop = () => {
    if (!stopping.signal.aborted) {
      since = Date.now();
      setTimeout(giveUp, LIMIT_MS).unref();
      stopping.abort();
    } else if (Date.now() - since > ECHO_MS) {
      process.exit(1);
    }
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return stopping.signal;
}

function giveUp(): void {
  process.stderr.write(`The server did not stop within ${LIMIT_MS / 1_000} seconds and was cut off.\n`);
  process.exit(1);
}

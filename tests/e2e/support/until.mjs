// Waits for a fact instead of for a time: asks again until the answer is true, or says what did not come true.

export async function until(what, probe, { within = 10_000, every = 40 } = {}) {
  const deadline = Date.now() + within;
  for (;;) {
    const answer = await probe();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${within} ms: ${what}`);
    await pause(every);
  }
}

/** Watches that something does not happen. The span is the length of the observation, not a guess at a delay. */
export async function observeFor(span) {
  await pause(span);
}

function pause(span) {
  return new Promise((resolve) => setTimeout(resolve, span));
}

// A worker's timers run on time in a hidden tab, a page's do not.
onmessage = ({ data: [id, ms] }) => setTimeout(() => postMessage(id), ms);

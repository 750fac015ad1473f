// All that runs without a tab: the toolbar button opens the page. The page itself makes the calls, so that a run does not
// depend on this worker, which the browser ends and starts as it likes.
chrome.action.onClicked.addListener(() => chrome.tabs.create({ url: chrome.runtime.getURL('index.html') }));

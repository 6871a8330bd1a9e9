// The probe of TestBrowser: it uses the page as a person would, and writes down what it sees beside what it should.
(async () => {
  const checks = [];
  const see = (name, got, want) => checks.push({name, got: JSON.stringify(got), want: JSON.stringify(want)});
  const wait = (ms = 60) => new Promise((done) => setTimeout(done, ms));
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const items = (list) => all(`[data-items="${list}"] [data-item]`);
  const shown = (list) => items(list).filter((item) => !item.hidden);
  const control = (id) => document.getElementById("control-" + id).closest("[data-item]");
  const form = (list) => document.querySelector(`form[data-list="${list}"]`);
  const choose = async (list, values) => {
    form(list).reset();
    await wait();
    for (const [name, value] of Object.entries(values)) form(list).elements[name].value = value;
    form(list).dispatchEvent(new Event("input", {bubbles: true}));
  };
  const go = async (hash) => { location.hash = hash; await wait(); };
  try {
    await wait();
    see("the link that the page was opened with opens its control", control("log-group-encrypted").querySelector("details").open, true);
    see("and takes the focus there", document.activeElement.closest("[data-item]") === control("log-group-encrypted"), true);
    see("no other is open", all("[data-item] > details[open]").length, 1);
    await go("#164.312-a-1");
    see("a link to a safeguard opens it", document.getElementById("164.312-a-1").closest("details").open, true);
    await go("#proposed-164.312-b-2");
    see("a link to a proposed one opens it", document.getElementById("proposed-164.312-b-2").closest("details").open, true);

    see("filters are there for those who have a script", all("form").every((f) => !f.hidden && f.offsetHeight > 0), true);
    see("all safeguards are shown", form("safeguards").querySelector("output").textContent, `all ${items("safeguards").length} safeguards`);

    await choose("safeguards", {status: "left to AWS"});
    see("a status filters", [...new Set(shown("safeguards").map((i) => i.querySelector(".word").textContent))], ["left to AWS"]);
    see("groups without a row go", all('[data-items="safeguards"] .group').filter((g) => !g.hidden).length, 1);
    see("and it says how many", form("safeguards").querySelector("output").textContent, `${shown("safeguards").length} of ${items("safeguards").length} safeguards shown`);
    await choose("safeguards", {designation: "addressable"});
    see("the appendix lists 22 addressable specifications", shown("safeguards").length, 22);
    await choose("safeguards", {part: "164.402"});
    see("a part of several sections filters whole", [...new Set(shown("safeguards").map((i) => i.querySelector(".cite").textContent))].length, 6);
    await choose("safeguards", {hitrust: "12"});
    see("a HITRUST category filters", shown("safeguards").length > 5 && shown("safeguards").every((i) => i.dataset.hitrust.split(" ").includes("12")), true);
    await choose("safeguards", {nist: "AU-6"});
    see("a control of NIST filters", shown("safeguards").length > 2 && shown("safeguards").every((i) => /\bAU-6\b/.test(i.textContent)), true);
    await choose("safeguards", {text: "  AUTOMATIC   logoff "});
    see("words are found in any case", shown("safeguards").map((i) => i.querySelector(".cite").textContent).includes("164.312(a)(2)(iii)"), true);
    await choose("safeguards", {text: "no such words anywhere"});
    see("nothing found is nothing shown", shown("safeguards").length, 0);
    await go("#164.308-a-8");
    see("a link to what is filtered away shows all again", shown("safeguards").length, items("safeguards").length);

    await choose("controls", {result: "failed"});
    see("a verdict filters", shown("controls").map((i) => i.querySelector(".name code").textContent), ["log-group-encrypted"]);
    see("and narrows what the control shows", all("tbody:not([hidden])", control("log-group-encrypted")).map((b) => b.querySelector("td").textContent), ["failed"]);
    see("with its number", control("log-group-encrypted").querySelector(".held").textContent, "1 failed");
    await choose("controls", {kind: "run time", severity: "critical"});
    see("two filters narrow together", shown("controls").length > 0 && shown("controls").every((i) => i.dataset.kind === "run time" && i.dataset.severity === "critical"), true);
    await choose("controls", {category: "network", tier: "baseline"});
    see("category and tier do", shown("controls").length > 0 && shown("controls").every((i) => i.dataset.category === "network" && i.dataset.tier === "baseline"), true);
    await choose("controls", {in: "test/"});
    see("an environment filters", shown("controls").length > 50 && shown("controls").every((i) => all("tbody:not([hidden])", i).every((b) => b.dataset.in.startsWith("test/"))), true);
    see("numbers are those of all places together", items("controls").every((i) => all("tbody[data-in]", i).reduce((n, b) => n + Number(b.dataset.n ?? 1), 0) === Number(i.dataset.size)), true);
    await choose("controls", {in: "prod/network"});
    see("a stack does", [...new Set(shown("controls").flatMap((i) => all("tbody:not([hidden])", i).map((b) => b.dataset.in)))], ["prod/network"]);
    await choose("controls", {text: "AWS::KMS::Key"});
    see("types of resources are searched", shown("controls").some((i) => i.id === "") && shown("controls").length > 0 && shown("controls").length < 60, true);
    await choose("controls", {order: "open"});
    see("what is open comes first", ["log-group-encrypted", "patch-baseline-and-window", "alb-waf-attached"].includes(shown("controls").find((i) => i.dataset.kind === "template").querySelector(".name code").textContent), true);
    await choose("controls", {});
    see("and the first order comes back", shown("controls").filter((i) => i.dataset.kind === "template").map((i) => i.querySelector(".name code").textContent).every((id, n, ids) => n === 0 || ids[n - 1] < id), true);
    see("with all numbers", control("log-group-encrypted").querySelector(".held").textContent.startsWith("1 failed, "), true);

    form("controls").querySelector('[data-open="true"]').click();
    see("all controls open", all('[data-items="controls"] details:not([open])').length, 0);
    form("controls").querySelector('[data-open="false"]').click();
    see("and close", all('[data-items="controls"] details[open]').length, 0);

    document.querySelector('.figures a[data-value="stated in part"]').click();
    await wait(120);
    see("a number of the overview filters its list", shown("safeguards").length, Number(document.querySelector('.figures a[data-value="stated in part"] b').textContent));
    form("safeguards").reset();
    await wait();

    dispatchEvent(new Event("beforeprint"));
    see("paper shows all open", all("[data-item] > details:not([open])").length, 0);
    dispatchEvent(new Event("afterprint"));
    see("and leaves it as it was", all('[data-items="controls"] details[open]').length, 0);

    const theme = document.getElementById("theme");
    const before = getComputedStyle(document.body).backgroundColor;
    theme.click();
    see("the other colours are other colours", getComputedStyle(document.body).backgroundColor !== before, true);
    theme.click();
    see("and the first come back", getComputedStyle(document.body).backgroundColor, before);

    see("the style applies", getComputedStyle(document.querySelector(".frame")).maxWidth !== "none", true);
    see("nothing is wider than the window", document.documentElement.scrollWidth <= innerWidth, true);
    see("each field has a name", all("input, select").every((f) => f.labels.length === 1), true);
  } catch (problem) {
    see("the probe ends", String(problem.stack ?? problem), "");
  }
  const seen = document.createElement("pre");
  seen.id = "probe";
  seen.textContent = JSON.stringify(checks);
  document.body.append(seen);
})();

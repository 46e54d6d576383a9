"""Opens the demo's pages as a person would, and fails at the first thing that is not as it should be.

    test_pages.py FEWSHOT CHROMIUM DEMO

DEMO is the folder of a finished `fewshot demo`. Pictures of the pages go to DEMO/screenshots.
"""

import base64
import csv
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from browser import Browser

EXAMPLES, PHOTOS = 5, 12


def expect(truth, what):
    if not truth:
        sys.exit(f"test-pages: {what}")


def draw_photos(demo, folder):
    """A few of the demo's novel images as examples, and others as photos to label."""
    for own in sorted((demo / "data/novel").iterdir())[:5]:
        for place, image in enumerate(sorted(own.iterdir())[: EXAMPLES + PHOTOS]):
            target = folder / "examples" / own.name if place < EXAMPLES else folder / "photos"
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(image, target / f"{own.name}-{image.name}")


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    expect(done.returncode == 0, f"{command[1]} ends with {done.returncode}: {done.stderr}")


def classify(fewshot, demo, folder, output, *more):
    run(fewshot, "classify", "--checkpoint", demo / "run", "--support", folder / "examples",
        "--images", folder / "photos", "--output", output, "--precision", "f32", *more)
    with open(output / "labels.csv", newline="") as table:
        return {row["path"]: row["label"] for row in csv.DictReader(table)}


def sort_a_table(browser):
    """By the first column of numbers of the first table, both ways round."""
    browser.click("table.sorts thead th.number button")
    cells = ("(()=>{const t=document.querySelector('table.sorts');"
             "const p=t.querySelector('thead th.number').cellIndex;"
             "return [...t.tBodies[0].rows].map(r=>parseFloat(r.cells[p].textContent))})()")
    first = browser.run(cells)
    expect(len(first) > 1 and first == sorted(first, reverse=True), f"not sorted: {first}")
    browser.click("table.sorts thead th.number button")
    expect(browser.run(cells) == sorted(first), "not sorted the other way round")


def open_a_confusion(browser):
    """A cell of the confusion matrix shows the photos behind it, another one others."""
    shown = "[...document.querySelectorAll('.square .shown')].filter(p=>!p.hidden)"
    expect(browser.run(f"{shown}.length") == 0, "confusions are open before anyone asks")
    browser.click(".square td button")
    expect(browser.run(f"{shown}.length===1&&{shown}[0].querySelectorAll('img').length>1"),
           "a confusion shows no photos")
    browser.press("Enter")
    expect(browser.run(f"{shown}.length") == 0, "a confusion does not close by key")


def read_a_curve(browser):
    """The numbers of a curve are said where one points, and go on by key; so does a screen reader."""
    said = "document.querySelector('.readings .say').textContent"
    last = browser.run(said)
    expect(last.startswith("epoch "), f"a curve says {last}")
    browser.point("figure:has(.readings) svg", 0.02)
    first = browser.run(said)
    start = int(first.split(",")[0].removeprefix("epoch "))
    # Some curves begin before the first epoch, with what training started from.
    expect(start in (0, 1), f"the left end of a curve says {first}")
    browser.run("document.querySelector('.readings input').focus()")
    browser.press("ArrowRight")
    second = browser.run(said)
    expect(second.startswith(f"epoch {start + 1},"), f"a key leads from {first} to {second}")
    spoken = "document.querySelector('.readings input').getAttribute('aria-valuetext')"
    expect(browser.run(spoken) == second, "what is seen of a curve is not what is heard")


def hear(browser, page):
    """All that can be met has a name, and tables have headings of rows and columns."""
    heard = browser.heard()
    named = ("image", "table", "button", "slider", "link", "region", "DisclosureTriangle")
    nameless = {role for role, name in heard if role in named and not name}
    expect(not nameless, f"{page.name} has no name for a {', a '.join(sorted(nameless))}")
    roles = {role for role, _ in heard}
    expect("table" not in roles or {"rowheader", "columnheader"} <= roles,
           f"the tables of {page.name} have no headings")


def print_it(browser, page, folder):
    """On paper (A4 within its margins) nothing is cut off, by night neither is anything pale."""
    browser.look(717, 1000, "dark")
    browser.open(page)
    browser.call("Emulation.setEmulatedMedia", media="print")
    cut = browser.run("[...document.querySelectorAll('.scroll,.code pre')].filter("
                      "e=>e.scrollWidth>document.documentElement.clientWidth).length")
    expect(cut == 0, f"{cut} tables or commands of {page.name} are wider than paper")
    paper = browser.run("getComputedStyle(document.body).backgroundColor")
    expect(paper == "rgb(255, 255, 255)", f"{page.name} is printed on {paper}")
    pages = browser.call("Page.printToPDF")["data"]
    (folder / f"{page.stem}.pdf").write_bytes(base64.b64decode(pages))
    browser.call("Emulation.setEmulatedMedia", media="")


def move_the_slider(browser):
    """Back by one step, and to the first: the step is said, and the planes are drawn anew."""
    step = "Number(document.querySelector('.film output').textContent)"
    picture = "document.querySelector('.film canvas').toDataURL()"
    last, end = browser.run(step), browser.run(picture)
    browser.run("document.querySelector('.film input').focus()")
    browser.press("ArrowLeft")
    expect(0 < browser.run(step) < last, f"the slider does not go back from {last}")
    browser.press("Home")
    expect(browser.run(step) == 0 and browser.run(picture) != end, "the first step looks as the last")


def correct_by_keyboard(browser, downloads):
    """Three photos get other labels, one of them takes it back; the file says what was said."""
    tally = "document.querySelector('.tally').textContent"
    before = browser.run(tally)
    browser.press("ArrowRight")
    for key in ("2", "0", "1", "U", "3"):
        browser.press(key)
    said = browser.run("[...document.querySelectorAll('.workbench li.said')].map("
                       "p=>[p.querySelector('img').alt,p.closest('section').dataset.label])")
    expect(len(said) == 3, f"said of {said}, not of three photos")
    expect("3 were said by you" in browser.run(tally), f"counts: {browser.run(tally)}")
    expect(not re.search(r"\b1 (are|were|photos)|\d{4}", browser.run(tally)),
           f"numbers: {browser.run(tally)}")
    expect(browser.run(tally) != before, "counts do not follow")
    browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))
    browser.press("s")
    saved = downloads / "corrections.csv"
    for _ in range(100):
        if saved.exists() and saved.read_text().count("\n") == 4:
            break
        time.sleep(0.1)
    with open(saved, newline="") as table:
        rows = {row["path"]: row["label"] for row in csv.DictReader(table)}
    expect(rows == dict(map(tuple, said)), f"saved {rows}, but said {said}")
    return saved, rows


def take_pictures(browser, page, folder):
    """At three widths by day and night; nothing may be wider than the screen."""
    for width in (360, 800, 1600):
        for scheme in ("light", "dark"):
            browser.look(width, 1000, scheme)
            browser.open(page)
            wide = browser.run("document.documentElement.scrollWidth")
            expect(wide <= width, f"{page.name} is {wide} pixels wide on a screen of {width}")
            picture = browser.call("Page.captureScreenshot")["data"]
            (folder / f"{page.stem}-{width}-{scheme}.png").write_bytes(base64.b64decode(picture))


def main(fewshot, chromium, demo):
    demo = pathlib.Path(demo).resolve()
    screenshots = demo / "screenshots"
    screenshots.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        draw_photos(demo, place)
        classify(fewshot, demo, place, place / "first")
        run(fewshot, "spirals", "--output", place / "spirals", "--seeds", 2, "--steps", 200)
        browser = Browser(chromium, place / "profile")
        try:
            browser.look(800, 1000, "light")
            browser.open(demo / "report.html")
            expect((demo / "report.html").stat().st_size < 5e6, "the report is over 5 MB")
            sort_a_table(browser)
            open_a_confusion(browser)
            read_a_curve(browser)
            browser.open(place / "first/gallery.html")
            saved, rows = correct_by_keyboard(browser, place)
            labels = classify(fewshot, demo, place, place / "second", "--corrections", saved)
            expect(all(labels[path] == label for path, label in rows.items()),
                   f"classify does not say {rows}")
            browser.open(place / "second/gallery.html")
            expect(browser.run("document.querySelectorAll('.workbench li.said').length") == 3,
                   "the next gallery does not know what was said")
            browser.open(place / "spirals/spirals.html")
            move_the_slider(browser)
            for page in (demo / "report.html", place / "second/gallery.html",
                         place / "spirals/spirals.html"):
                take_pictures(browser, page, screenshots)
                print_it(browser, page, screenshots)
                hear(browser, page)
            expect(not browser.faults, "a page " + "; ".join(browser.faults))
        finally:
            browser.close()
    print(f"test-pages: passed; pictures of the pages are in {screenshots}")


main(*sys.argv[1:])

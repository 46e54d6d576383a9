"""A chromium without a window, driven over a pair of pipes in its DevTools protocol (messages are
JSON, each ended by a zero byte). Python's standard library alone."""

import json
import os
import select
import subprocess
import time


class Browser:
    """One page of one browser; remembers what the console says and what is asked of a network."""

    # Keys that elements of the browser's own listen to by number.
    CODES = {"ArrowLeft": 37, "ArrowRight": 39, "Enter": 13, "Home": 36}

    def __init__(self, program, profile):
        self.faults = []
        self.last, self.waiting, self.events = 0, b"", []
        to_browser, self.out = os.pipe()
        self.input, from_browser = os.pipe()

        def give_pipes():
            # The browser reads 3 and writes 4; aside first, since they may stand there themselves.
            ends = os.dup(to_browser), os.dup(from_browser)
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        self.process = subprocess.Popen(
            [program, "--headless=new", "--remote-debugging-pipe", f"--user-data-dir={profile}",
             "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage", *root, "about:blank"],
            preexec_fn=give_pipes, close_fds=False, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.session = None
        pages = [t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page"]
        self.session = self.call(
            "Target.attachToTarget", targetId=pages[0]["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method, **parameters):
        """The result of a command; what happens meanwhile is kept."""
        self.last += 1
        message = {"id": self.last, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def receive(self, seconds=60):
        """The next message; what is wrong with the page is noted on the way."""
        end = time.monotonic() + seconds
        while b"\0" not in self.waiting:
            if not select.select([self.input], [], [], max(0, end - time.monotonic()))[0]:
                raise TimeoutError("The browser does not answer.")
            part = os.read(self.input, 1 << 20)
            if not part:
                raise EOFError("The browser has ended.")
            self.waiting += part
        text, _, self.waiting = self.waiting.partition(b"\0")
        message = json.loads(text)
        self.note(message.get("method"), message.get("params", {}))
        self.events.append(message.get("method"))
        return message

    def note(self, event, what):
        if event == "Network.requestWillBeSent":
            address = what["request"]["url"]
            if not address.startswith(("file:", "data:", "blob:")):
                self.faults.append(f"asks for {address}")
        elif event == "Runtime.exceptionThrown":
            self.faults.append(f"throws {what['exceptionDetails']}")
        elif event == "Runtime.consoleAPICalled" and what["type"] in ("error", "warning"):
            self.faults.append(f"says {what['args']}")
        elif event == "Log.entryAdded" and what["entry"]["level"] in ("error", "warning"):
            self.faults.append(f"is told {what['entry']['text']}")

    def open(self, path):
        self.events.clear()
        self.call("Page.navigate", url=path.resolve().as_uri())
        while "Page.loadEventFired" not in self.events:
            self.receive()

    def run(self, script):
        """What an expression of JavaScript comes to on the page."""
        answer = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, userGesture=True,
            awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def press(self, key):
        """A key as a person presses it."""
        what = {"key": key}
        if key in self.CODES:
            what |= {"code": key, "windowsVirtualKeyCode": self.CODES[key]}
        text = {"text": {"Enter": "\r"}.get(key, key)} if len(key) == 1 or key == "Enter" else {}
        down = "keyDown" if text else "rawKeyDown"
        self.call("Input.dispatchKeyEvent", type=down, **what, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", **what)

    def click(self, selector):
        """The middle of the first element of a selector, with the mouse."""
        x, y = self.run(
            f"(()=>{{const e=document.querySelector({json.dumps(selector)});"
            "e.scrollIntoView({block:'center'});const r=e.getBoundingClientRect();"
            "return [r.x+r.width/2,r.y+r.height/2]})()")
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def point(self, selector, share):
        """The mouse over the first element of a selector, at a share of its width."""
        x, y = self.run(
            f"(()=>{{const e=document.querySelector({json.dumps(selector)});"
            "e.scrollIntoView({block:'center'});const r=e.getBoundingClientRect();"
            f"return [r.x+r.width*{share},r.y+r.height/2]}})()")
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def heard(self):
        """What a screen reader meets on the page: (role, name) of each thing."""
        self.call("Accessibility.enable")
        nodes = self.call("Accessibility.getFullAXTree")["nodes"]
        return [(node["role"]["value"], node.get("name", {}).get("value", "").strip())
                for node in nodes if not node["ignored"]]

    def look(self, width, height, scheme):
        """As on a screen of this width, by day ("light") or night ("dark")."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 500)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])

    def close(self):
        self.process.terminate()
        self.process.wait(20)

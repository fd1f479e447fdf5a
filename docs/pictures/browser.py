"""A browser without a screen, spoken to by the protocol of its own developer tools, with nothing but Python."""
import base64, json, os, pathlib, secrets, shutil, socket, struct, subprocess, time


def on_this_machine():
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "chrome")
    return next(filter(None, map(shutil.which, filter(None, names))), None)


class Browser:
    def __init__(self, program, folder):
        profile = pathlib.Path(folder, "chromium")
        self.process = subprocess.Popen([program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
                                         "--force-color-profile=srgb", "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"],
                                        stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        told = profile / "DevToolsActivePort"
        while not told.exists() or "\n" not in told.read_text():
            time.sleep(0.05)
        port, path = told.read_text().split("\n")[:2]
        self.socket = socket.create_connection(("127.0.0.1", int(port)), timeout=60)
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            f"Sec-WebSocket-Key: {base64.b64encode(secrets.token_bytes(16)).decode()}\r\n\r\n".encode())
        self.read = self.socket.makefile("rb")
        while self.read.readline() != b"\r\n":
            pass
        self.ids, self.session = 0, None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def call(self, method, **params):
        self.ids += 1
        message = {"id": self.ids, "method": method, "params": params, **({"sessionId": self.session} if self.session else {})}
        text, mask = json.dumps(message).encode(), secrets.token_bytes(4)
        head = struct.pack("!BBH", 0x81, 0x80 | 126, len(text)) if len(text) < 65536 else struct.pack("!BBQ", 0x81, 0x80 | 127, len(text))
        self.socket.sendall(head + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(text)))
        while True:
            answer = json.loads(self.message())
            if answer.get("id") == self.ids:
                if "error" in answer:
                    raise RuntimeError(answer["error"])
                return answer["result"]

    def message(self):
        whole, last = b"", False
        while not last:
            first, second = self.read.read(2)
            last, length = first & 0x80, second & 0x7F
            if length >= 126:
                length, = struct.unpack("!H" if length == 126 else "!Q", self.read.read(2 if length == 126 else 8))
            whole += self.read.read(length)
        return whole

    def window(self, width, height, dark=False, scale=1):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def run(self, script):
        return self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)["result"].get("value")

    def until(self, script):
        for _ in range(600):
            if self.run(f"!!({script})"):
                return
            time.sleep(0.05)
        raise RuntimeError(f"never: {script}\n{self.run('document.body.innerText')}")

    def picture(self, file):
        time.sleep(0.4)
        pathlib.Path(file).write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def close(self):
        self.process.terminate()
        self.process.wait()

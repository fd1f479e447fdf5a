#!/usr/bin/env bash
# OTEL_EXPORTER_OTLP_TIMEOUT, one variable for all exporters of OpenTelemetry, as two of them read it:
# PyPI opentelemetry-exporter-otlp-proto-http 1.45.2 and Go go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp 1.47.0.
#
# Guess: milliseconds everywhere, as the specification has durations in variables.
# Seen: Python takes the number for seconds, Go for milliseconds. With 20, and a server that answers after a second, the
# exporter of Python has sent its span, and that of Go has given up (its retries are off here). So one
# environment for a fleet of both gives one of them a time-out that is a thousand times off.
#
# Needs Python 3.10+ with venv, and Go 1.25+. Fails when the behaviour changes.
set -euo pipefail
work=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install -q opentelemetry-exporter-otlp-proto-http==1.45.2
cat >server.py <<'PY'
import http.server, time

class Slow(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        time.sleep(1)
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
open("port.part", "w").write(str(server.server_port))
__import__("os").rename("port.part", "port")
server.serve_forever()
PY
python3 server.py 2>/dev/null &
server=$!
until [ -s port ]; do sleep 0.1; done
export OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$(cat port)" OTEL_EXPORTER_OTLP_TIMEOUT=20
cat >client.py <<'PY'
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter

results = []

class Told(SpanExporter):
    def __init__(self):
        self.exporter = OTLPSpanExporter()

    def export(self, spans):
        results.append(self.exporter.export(spans))
        return results[-1]

provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(Told()))
provider.get_tracer("t").start_span("s").end()
print("Python:", results[0].name)
PY
python/bin/python client.py >seen
mkdir go && cd go
cat >go.mod <<'MOD'
module finding

go 1.25

require (
	go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp v1.47.0
	go.opentelemetry.io/otel/sdk v1.47.0
)
MOD
cat >main.go <<'GO'
package main

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

func main() {
	exporter, err := otlptracehttp.New(context.Background(),
		otlptracehttp.WithRetry(otlptracehttp.RetryConfig{Enabled: false}))
	if err != nil {
		panic(err)
	}
	err = exporter.ExportSpans(context.Background(), tracetest.SpanStubs{{Name: "s"}}.Snapshots())
	var late interface{ Timeout() bool }
	switch {
	case err == nil:
		fmt.Println("Go: SUCCESS")
	case errors.As(err, &late) && late.Timeout():
		fmt.Println("Go: time-out")
	default:
		fmt.Println("Go:", err)
	}
}
GO
export GOPATH=$work/gopath GOFLAGS=-mod=mod
go mod tidy >/dev/null 2>&1
go run . >>../seen
cd ..
cat seen
printf 'Python: SUCCESS\nGo: time-out\n' | diff - seen
echo "as described"

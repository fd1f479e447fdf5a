"""An agent's two runs with the SDK of OpenTelemetry, its exporter set to gRPC by the usual variables alone."""

import json
import logging
import sys

from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExportResult

logging.basicConfig(stream=sys.stderr, level=logging.INFO)


class Watched(OTLPSpanExporter):
    """Notes what each export came to."""

    results = []

    def export(self, spans):
        result = super().export(spans)
        self.results.append(result is SpanExportResult.SUCCESS)
        return result


def run(tracer):
    with tracer.start_as_current_span("answer the mail", attributes={"gen_ai.operation.name": "invoke_agent"}) as root:
        with tracer.start_as_current_span("chat gpt-4o") as chat:
            chat.set_attribute("gen_ai.operation.name", "chat")
            chat.set_attribute("gen_ai.request.model", "gpt-4o")
            chat.set_attribute("gen_ai.usage.input_tokens", 120)
            chat.set_attribute("gen_ai.usage.output_tokens", 30)
        return format(root.get_span_context().trace_id, "032x")


provider = TracerProvider(resource=Resource.create({"service.name": "python-agent"}))
provider.add_span_processor(BatchSpanProcessor(Watched()))
first = run(provider.get_tracer("test"))
provider.force_flush(60_000)
print("between", flush=True)
sys.stdin.readline()
second = run(provider.get_tracer("test"))
provider.force_flush(60_000)
provider.shutdown()
print(json.dumps({"traces": [first, second], "exported": Watched.results}))

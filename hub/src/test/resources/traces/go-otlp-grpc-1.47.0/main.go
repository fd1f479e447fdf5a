// An agent's run with the SDK of OpenTelemetry for Go, its exporter set to gRPC by the usual variables alone.
package main

import (
	"context"
	"fmt"
	"os"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	ctx := context.Background()
	exporter, err := otlptracegrpc.New(ctx)
	if err != nil {
		fail(err)
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter))
	tracer := provider.Tracer("test")
	ctx, root := tracer.Start(ctx, "answer the mail")
	_, chat := tracer.Start(ctx, "chat gpt-4o")
	chat.SetAttributes(
		attribute.String("gen_ai.operation.name", "chat"),
		attribute.String("gen_ai.request.model", "gpt-4o"),
		attribute.Int("gen_ai.usage.input_tokens", 120),
		attribute.Int("gen_ai.usage.output_tokens", 30))
	chat.End()
	root.End()
	if err := provider.ForceFlush(ctx); err != nil {
		fail(err)
	}
	if err := provider.Shutdown(ctx); err != nil {
		fail(err)
	}
	fmt.Printf("{\"trace\":\"%s\"}\n", root.SpanContext().TraceID())
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

package dev.signalbox.hub.stream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.json.JsonObject;

/**
 * Consumers receive a CloudEvent as a JsonObject. It is made when a consumer takes it: publishing to nobody costs
 * nothing.
 */
record BusEventCodec(String space) implements MessageCodec<BusEvent, JsonObject> {
    /** Its name on the bus: each space takes its own away when it is closed. */
    static String nameOf(String space) {
        return "signalbox-event-" + space;
    }

    @Override
    public JsonObject transform(BusEvent event) {
        return new JsonObject(Buffer.buffer(event.json()));
    }

    @Override
    public void encodeToWire(Buffer wire, BusEvent event) {
        byte[] json = event.json();
        wire.appendInt(json.length).appendBytes(json);
    }

    @Override
    public JsonObject decodeFromWire(int position, Buffer wire) {
        int length = wire.getInt(position);
        return new JsonObject(wire.getBuffer(position + Integer.BYTES, position + Integer.BYTES + length));
    }

    @Override
    public String name() {
        return nameOf(space);
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}

package dev.signalbox.client.outbox;

/**
 * A command on its way: what is sent, byte for byte the same at every try.
 *
 * @param json the whole command as the hub takes it
 */
record OutboxRow(String id, String json) {}

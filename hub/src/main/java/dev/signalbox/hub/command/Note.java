package dev.signalbox.hub.command;

/**
 * One event that a command writes whatever came before.
 *
 * @param data becomes the event's JSON, and is the answer to the command
 */
public record Note(String stream, String type, Object data) {}

package dev.signalbox.hub.command;

import com.fasterxml.jackson.annotation.JsonInclude;

/** The body of a command whose name and target say everything. */
@JsonInclude
public record NoFields() {}

/** The one way in: authorise, validate, load, decide, append, answer with a receipt. */
@NullMarked
package dev.signalbox.hub.command;

import org.jspecify.annotations.NullMarked;

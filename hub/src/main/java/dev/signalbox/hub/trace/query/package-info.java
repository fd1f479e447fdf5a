/** What is asked of the tables of traces: lists, figures, explanations, problems and prices. */
@NullMarked
package dev.signalbox.hub.trace.query;

import org.jspecify.annotations.NullMarked;

/** Events over HTTP as Standard Webhooks has it: signed, and to addresses that are allowed only. */
@NullMarked
package dev.signalbox.hub.delivery.webhook;

import org.jspecify.annotations.NullMarked;

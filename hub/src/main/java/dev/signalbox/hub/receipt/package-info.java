/** Receipts that a hub signs: its key, its public keys, the signature, and how a receipt is checked without a hub. */
@NullMarked
package dev.signalbox.hub.receipt;

import org.jspecify.annotations.NullMarked;

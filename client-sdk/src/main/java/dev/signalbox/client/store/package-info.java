/**
 * The program's one SQLite file: transactions, locks between processes, and the checks before a file is trusted. What
 * it holds is the business of the packages above.
 */
@NullMarked
package dev.signalbox.client.store;

import org.jspecify.annotations.NullMarked;

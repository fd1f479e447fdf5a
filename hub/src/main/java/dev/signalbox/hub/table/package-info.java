/**
 * Declared tables: rows that are put, patched, deleted and appended by the rules of their declaration; and every table
 * as rows.
 */
@NullMarked
package dev.signalbox.hub.table;

import org.jspecify.annotations.NullMarked;

/**
 * The queries of traces: what is asked of their tables, by whichever door. A view names the columns, a filter the
 * conditions that a query asks for, an order the pages of a list, a query of figures the groups.
 */
@NullMarked
package dev.signalbox.hub.trace.query;

import org.jspecify.annotations.NullMarked;

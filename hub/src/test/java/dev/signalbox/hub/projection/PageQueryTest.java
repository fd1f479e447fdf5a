package dev.signalbox.hub.projection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageQueryTest {
    @Test
    void the_query_of_a_category_leaves_the_one_that_was_handed_over_as_it_is() {
        PageQuery asked = PageQuery.newestFirst(10, null).equal("state", "open");
        String before = asked.sql("*", "things");

        PageQuery jobs = asked.of("jobs");
        PageQuery tasks = asked.of("tasks");

        assertThat(asked.sql("*", "things")).isEqualTo(before);
        assertThat(asked.parameters()).containsExactly("open", 11L);
        assertThat(jobs.sql("*", "things")).isEqualTo(tasks.sql("*", "things")).contains("category = $2");
        assertThat(tasks.parameters()).containsExactly("open", "tasks", 11L);
    }
}

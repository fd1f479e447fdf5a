package dev.signalbox.client.local;

import dev.signalbox.client.Signalbox;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/** A disk that has room for so many pages and no more while something runs. */
final class FullDisk {
    private FullDisk() {}

    static void with(Signalbox box, long pagesMax, Runnable work) throws Exception {
        Field field = LocalStore.class.getDeclaredField("store");
        field.setAccessible(true);
        Object store = field.get(box.local());
        Method pragma = store.getClass().getDeclaredMethod("pragma", String.class);
        pragma.setAccessible(true);
        pragma.invoke(store, "PRAGMA max_page_count = " + pagesMax);
        try {
            work.run();
        } finally {
            pragma.invoke(store, "PRAGMA max_page_count = 1073741823");
        }
    }
}

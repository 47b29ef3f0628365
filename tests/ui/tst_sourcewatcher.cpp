// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/sourcewatcher.h"

#include "support/turnmeter.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::ui;

class SourceWatcherTest final : public QObject
{
    Q_OBJECT

    static constexpr int Patience = 30'000;
    static constexpr int Rest = 900; // longer than a burst

    QTemporaryDir m_folder;

    void write(const QByteArray &text) const
    {
        QFile file(m_folder.filePath(u"one.sql"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

private Q_SLOTS:
    void init() { write("SELECT 1"); }

    // While the files are read, nobody watches them yet.
    void whatChangesBeforeFilesAreWatchedIsTold()
    {
        QTest::qWait(50); // written before it is looked at
        SourceWatcher watcher;
        QSignalSpy watching(&watcher, &SourceWatcher::watching);
        QSignalSpy changed(&watcher, &SourceWatcher::changed);
        watcher.watch(m_folder.path(), {});
        QTRY_VERIFY_WITH_TIMEOUT(!watching.isEmpty(), Patience);
        write("SELECT 2"); // in place: the folder itself does not change
        QTest::qWait(Rest);
        QCOMPARE(changed.size(), 0);
        watcher.watch(m_folder.path(), {u"one.sql"_s});
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, Patience);
        // It was read again: told once.
        watcher.watch(m_folder.path(), {u"one.sql"_s});
        QTest::qWait(Rest);
        QCOMPARE(changed.size(), 1);
    }

    void whatStaysIsNotTold()
    {
        QTest::qWait(50);
        SourceWatcher watcher;
        QSignalSpy changed(&watcher, &SourceWatcher::changed);
        watcher.watch(m_folder.path(), {});
        watcher.watch(m_folder.path(), {u"one.sql"_s});
        QTest::qWait(Rest);
        QCOMPARE(changed.size(), 0);
        write("SELECT 3");
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, Patience);
    }
};

HOWDAH_UI_TEST_MAIN(SourceWatcherTest)
#include "tst_sourcewatcher.moc"

// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/settings.h"
#include "common/tasks.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::ui;

class TestSettings final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesComeBackWithTheirTypes()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"deep/settings.ini"_s);
        const QStringList recent{u"staging postgresql://a@b/c?x=1,2"_s, u"production postgresql://ü@h/d"_s};
        {
            Settings settings(path);
            QCOMPARE(settings.value(settings::theme), u"system"_s);
            QCOMPARE(settings.value(settings::compactRows), false);
            settings.set(settings::compactRows, true);
            settings.set(settings::recentConnections, recent);
            settings.set(settings::windowGeometry, QByteArray("\0\1\xff", 3));
            settings.setPageState(u"browse"_s, {{u"sizes"_s, QJsonArray{1, 2}}, {u"name"_s, u"a\"b\nc%"_s}});
            settings.sync();
        }
        const Settings again(path);
        QCOMPARE(again.value(settings::compactRows), true);
        QCOMPARE(again.value(settings::recentConnections), recent);
        QCOMPARE(again.value(settings::windowGeometry), QByteArray("\0\1\xff", 3));
        QCOMPARE(again.pageState(u"browse"_s).value(u"name"_s).toString(), u"a\"b\nc%"_s);
        QCOMPARE(again.pageState(u"browse"_s).value(u"sizes"_s).toArray().size(), 2);
        QVERIFY(again.pageState(u"other"_s).isEmpty());
    }

    void aFileOfALaterVersionKeepsWhatWeDoNotKnow()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"settings.ini"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[General]\nversion=99\n[future]\nkey=kept\n[appearance]\ntheme=dark\n");
        file.close();
        {
            Settings settings(path);
            QCOMPARE(settings.value(settings::theme), u"dark"_s);
            settings.set(settings::compactRows, true);
            settings.sync();
        }
        const QSettings raw(path, QSettings::IniFormat);
        QCOMPARE(raw.value(u"version"_s).toInt(), 99);
        QCOMPARE(raw.value(u"future/key"_s).toString(), u"kept"_s);
    }

    void aDamagedFileMeansDefaults()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"settings.ini"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("\xff\xfe[[[=\n\0]", 9);
        file.close();
        const Settings settings(path);
        QCOMPARE(settings.value(settings::theme), u"system"_s);
    }

    // Each of them by itself: what is well beside it is used.
    void aBrokenValueIsItsDefaultAndIsNamed()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"settings.ini"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[appearance]\ntheme=pink\ncompact-rows=maybe\nzoom=9000\ninterface-points=12\n"
                   "[limits]\npage-rows=many\n[keys]\nchosen=@ByteArray(x)\n");
        file.close();
        const Settings settings(path);
        QCOMPARE(settings.value(settings::theme), u"system"_s);
        QCOMPARE(settings.value(settings::compactRows), false);
        QCOMPARE(settings.value(settings::zoom), 100);
        QCOMPARE(settings.value(settings::pageRows), 200);
        QCOMPARE(settings.value(settings::interfacePoints), 12);
        const QString said = settings.problems().join(u'\n');
        for (const char *name : {"appearance/theme", "appearance/compact-rows", "appearance/zoom", "limits/page-rows"})
            QVERIFY2(said.contains(QLatin1String(name)), name);
        QVERIFY(!said.contains(u"interface-points"_s));
    }

    void aSoundFileHasNoProblems()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"settings.ini"_s);
        {
            Settings settings(path);
            QCOMPARE(settings.problems(), QStringList());
            settings.set(settings::zoom, 150);
            settings.set(settings::theme, u"dark"_s);
            settings.set(settings::compactRows, true);
            settings.set(settings::shortcuts, u"{\"window/F5\":\"Ctrl+F5\"}"_s);
            settings.sync();
        }
        const Settings again(path);
        QCOMPARE(again.problems(), QStringList());
        QCOMPARE(again.value(settings::zoom), 150);
    }

    void changesAreToldAndBoundsHold()
    {
        const QTemporaryDir folder;
        Settings settings(folder.filePath(u"settings.ini"_s));
        QSignalSpy changed(&settings, &Settings::changed);
        settings.set(settings::zoom, 150);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.constLast().constFirst().toString(), u"appearance/zoom"_s);
        settings.set(settings::zoom, 150);
        settings.set(settings::zoom, 5); // too small: not taken
        QCOMPARE(settings.value(settings::zoom), 150);
        QCOMPARE(changed.size(), 1);
        settings.reset(settings::zoom.name);
        QCOMPARE(settings.value(settings::zoom), 100);
        QVERIFY(!settings.isChosen(settings::zoom.name));
        QCOMPARE(changed.size(), 2);
    }

    // The table: each once, its default among what it may be.
    void theTableIsSound()
    {
        QSet<QString> names;
        for (const SettingFacts &one : chosenSettings()) {
            QVERIFY2(!names.contains(QString(one.name)), one.name.data());
            names << QString(one.name);
            QVERIFY2(one.holds(one.fallback), one.name.data());
            QVERIFY2(one.choices.isEmpty() || one.choices.contains(one.fallback), one.name.data());
        }
    }

    void tasksLastAsLongAsTheirHandles()
    {
        TaskList tasks;
        QSignalSpy changed(&tasks, &TaskList::changed);
        int cancelled = 0;
        {
            TaskHandle first = tasks.start(u"first"_s, [&cancelled] { ++cancelled; });
            TaskHandle second = tasks.start(u"second"_s);
            QCOMPARE(tasks.tasks().size(), size_t(2));
            QVERIFY(tasks.tasks()[0].cancellable);
            QVERIFY(!tasks.tasks()[1].cancellable);
            second.setProgress(u"half"_s, 0.5);
            QCOMPARE(tasks.tasks()[1].fraction, 0.5);
            tasks.cancelAll();
            QCOMPARE(cancelled, 1);
            second = std::move(first); // ends the second, holds the first
            QCOMPARE(tasks.tasks().size(), size_t(1));
            QCOMPARE(tasks.tasks()[0].title, u"first"_s);
        }
        QVERIFY(tasks.isEmpty());
        QCOMPARE(changed.size(), 5);
    }

    void aTaskMayEndInsideItsOwnCancel()
    {
        TaskList tasks;
        TaskHandle handle;
        handle = tasks.start(u"work"_s, [&handle] { handle.finish(); });
        tasks.cancel(tasks.tasks()[0].id);
        QVERIFY(tasks.isEmpty());
    }

    void aHandleMayOutliveTheList()
    {
        TaskHandle handle;
        {
            TaskList tasks;
            handle = tasks.start(u"work"_s);
        }
        handle.setProgress(u"late"_s);
        handle.finish();
        QVERIFY(!handle.isRunning());
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"

// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/source.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;

// What is asked of each folder of migrations/, whoever adds one.
class EveryPackTest final : public QObject
{
    Q_OBJECT

    static QString root() { return QStringLiteral(HOWDAH_SOURCE_DIR); }

private Q_SLOTS:
    void pack_data()
    {
        QTest::addColumn<QString>("name");
        const QStringList packs = QDir(root() + u"/migrations"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QVERIFY(packs.contains(u"uaip"_s));
        for (const QString &pack : packs)
            QTest::newRow(qPrintable(pack)) << pack;
    }
    void pack()
    {
        QFETCH(QString, name);
        const QString folder = root() + u"/migrations/"_s + name;
        const auto source = migration::readSource(folder);
        QVERIFY2(source, source ? "" : qPrintable(describe(source.error())));
        for (const migration::Problem &problem : source->allProblems())
            QVERIFY2(!problem.blocks, qPrintable(problem.file + u": "_s + problem.message));
        QVERIFY(!source->migrations.empty());
        for (const migration::Migration &migration : source->migrations)
            QVERIFY2(migration.down, qPrintable(migration.up.file + u" cannot be rolled back"_s));
        QVERIFY2(!source->pack.title.isEmpty(), "pack.yaml has no title");
        QVERIFY2(QFile::exists(folder + u"/notes.md"_s), "notes.md is missing");
        QVERIFY2(
            QFile::exists(root() + u"/tests/packs/tst_%1.cpp"_s.arg(name)),
            "nothing proves that it can be rolled back");
        QFile tests(root() + u"/tests/packs/tests.cmake"_s);
        QVERIFY(tests.open(QIODevice::ReadOnly));
        QVERIFY2(tests.readAll().contains("howdah_test(packs/" + name.toUtf8() + ' '), "its test is not run");
    }
    void demoData()
    {
        const QDir demo(root() + u"/resources/demo"_s);
        for (const QString &name : demo.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            const auto source = migration::readSource(root() + u"/migrations/"_s + name);
            QVERIFY2(source && source->pack.demo == name, qPrintable(name + u" is the demo data of no pack"_s));
        }
    }
    void demoDataIsThere_data() { pack_data(); }
    void demoDataIsThere()
    {
        QFETCH(QString, name);
        const auto source = migration::readSource(root() + u"/migrations/"_s + name);
        QVERIFY(source);
        if (!source->pack.demo.isEmpty())
            QVERIFY(!QDir(root() + u"/resources/demo/"_s + source->pack.demo).entryList({u"*.sql"_s}).isEmpty());
    }
};

QTEST_GUILESS_MAIN(EveryPackTest)
#include "tst_everypack.moc"

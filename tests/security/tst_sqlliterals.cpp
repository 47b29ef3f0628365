// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

// What `./dev check` says of SQL in the literals of a source.
class SqlLiteralsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data()
    {
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QByteArray>("found"); // with its line
        const auto row = [](const char *source, const char *found) {
            QTest::newRow(source) << QByteArray(source) << QByteArray(found);
        };
        // whole statements, by the grammar
        row("u\"SELECT count(*) FROM %1\"_s", "1: function count");
        row("\n\nu\"SELECT x \"\n\"= 1 FROM %1\"_s", "3: operator =");
        row("R\"(\nSELECT a FROM pg_class)\"_L1", "1: relation pg_class");
        row("uR\"sql(SELECT 'a'::text)sql\"_s", "1: type text");
        row("\"SELECT pg_catalog.max(\\\"a\\\") FROM %1 WHERE b IN (1)\"", "1: syntax IN");
        // fragments, by their words
        row("u\" AND a = $1\"_s", "1: operator =");
        row("sql += u\" ORDER BY lower(%1)\"_s", "1: function lower");
        row("u\"%1::timestamptz\"_s", "1: type timestamptz");
        row("u\" JOIN pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.x\"_s", "1: relation pg_namespace");
        row("u\" WHERE a LIKE $1\"_s", "1: syntax LIKE");
        // none
        row("u\"SELECT pg_catalog.count(*) FROM %1 WHERE a OPERATOR(pg_catalog.=) $1::int\"_s", "");
        row("u\" AND a OPERATOR(pg_catalog.=) '= lower(x)'\"_s", "");
        row("// \"SELECT count(*)\"\n/* \"SELECT count(*)\" */", "");
        row("tr(\"SELECT count(*) by yourself\")", "");
        row("u\"Rows = %1\"_s", "");
        row("// sqlnames: the operator's\nu\"SELECT count(*) FROM t\"_s", "");
        row("u\"SELECT count(*) FROM t\"_s // sqlnames: the operator's", "");
    }

    void finds()
    {
        QFETCH(QByteArray, source);
        QFETCH(QByteArray, found);
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"source.cpp"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(source + '\n');
        file.close();
        QProcess check;
        check.start(
            u"python3"_s, {QStringLiteral(HOWDAH_SOURCE_DIR "/tests/security/sqlliterals.py"),
                           QStringLiteral(HOWDAH_BUILD_DIR "/sqlnames"), path});
        QVERIFY(check.waitForFinished());
        const QByteArray expected = found.isEmpty() ? QByteArray() : path.toUtf8() + ':' + found + '\n';
        QCOMPARE(check.readAllStandardOutput(), expected);
        QVERIFY2(check.exitCode() == (found.isEmpty() ? 0 : 1), check.readAllStandardError().constData());
    }
};

QTEST_GUILESS_MAIN(SqlLiteralsTest)
#include "tst_sqlliterals.moc"

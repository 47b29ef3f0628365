// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/session.h"
#include "support/testserver.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;

namespace {

// A name in a script that another font has, a panel that fails, one that needs a table.
const QByteArray Board = R"(title: Board
range: 10d
panels:
  - id: names
    title: Names
    kind: bar
    query: |
      SELECT v.label, v.value, 50 AS n FROM (VALUES ('Hikaru 光', 3), ('Søren', 2), ('a & <b>', 1)) AS v(label, value)
  - id: course
    title: Course
    kind: line
    query: SELECT :bucket(t) AS bucket, count(*) AS value, count(*) AS n FROM generate_series(:from, :to, '1 hour') AS t GROUP BY 1
)";
const QByteArray Broken = Board + R"(  - id: broken
    title: Broken
    kind: table
    query: SELECT 1 / 0 AS "Never"
  - id: missing
    title: Missing
    kind: table
    tables: [not_here]
    query: SELECT * FROM not_here
)";

} // namespace

// howdah --render, as a script calls it: without a display.
class RenderTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_folder;
    QString m_uri;
    QByteArray m_err;

    int render(const QStringList &arguments)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const QString &name : {u"QT_QPA_PLATFORM"_s, u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s})
            environment.remove(name);
        process.setProcessEnvironment(environment);
        process.start(
            QStringLiteral(HOWDAH_BUILD_DIR "/howdah"),
            arguments + QStringList{u"--database"_s, m_uri, u"--now"_s, u"2026-03-11T00:00:00Z"_s});
        if (!process.waitForFinished(120'000))
            qFatal("howdah does not end");
        m_err = process.readAllStandardError();
        return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    }

    [[nodiscard]] QString write(const QString &name, const QByteArray &text) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write");
        return file.fileName();
    }
    [[nodiscard]] QByteArray read(const QString &name) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase() { m_uri = connection::toUri(m_server.connInfo(m_server.createDatabase())); }

    void theSameBytesEachTime()
    {
        const QString board = write(u"board.yaml"_s, Board);
        for (const QString &folder : {u"one"_s, u"two"_s})
            QVERIFY2(
                render({u"--render"_s, board, u"--out"_s, m_folder.filePath(folder), u"--panels"_s}) == 0,
                m_err.constData());
        const QStringList files = QDir(m_folder.filePath(u"one"_s)).entryList(QDir::Files);
        QCOMPARE(files.size(), 9);
        for (const QString &file : files) {
            const QByteArray first = read(u"one/"_s + file);
            QVERIFY(!first.isEmpty());
            QVERIFY2(first == read(u"two/"_s + file), qPrintable(file));
        }
    }

    void darkAndLarge()
    {
        const QString board = write(u"board.yaml"_s, Board);
        const auto picture = [&](const QStringList &more) {
            const QStringList arguments{u"--render"_s, board,   u"--out"_s, m_folder.filePath(u"more"_s),
                                        u"--format"_s, u"png"_s};
            if (render(arguments + more) != 0)
                qWarning("%s", m_err.constData());
            return QImage(m_folder.filePath(u"more/board.png"_s));
        };
        const QImage light = picture({});
        const QImage dark = picture({u"--theme"_s, u"dark"_s, u"--scale"_s, u"2"_s});
        QCOMPARE(dark.size(), light.size() * 2);
        QVERIFY(light.pixelColor(2, 2).lightness() > 200);
        QVERIFY(dark.pixelColor(2, 2).lightness() < 80);
    }

    void whatCannotBeShownSaysSoAndIsToldByTheExitCode()
    {
        const QString board = write(u"broken.yaml"_s, Broken);
        QCOMPARE(render({u"--render"_s, board, u"--out"_s, m_folder.path(), u"--format"_s, u"svg"_s}), 2);
        QVERIFY(m_err.contains("broken: ") && m_err.contains("division by zero"));
        QVERIFY(m_err.contains("missing: ") && m_err.contains("not_here"));
        const QByteArray svg = read(u"broken.svg"_s);
        QVERIFY(svg.contains("division by zero") && svg.contains("not_here") && svg.contains("Hikaru"));
    }

    void wrongUseIsWrongUse_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::newRow("no such dashboard") << QStringList{u"--render"_s, u"nothing"_s} << 64;
        QTest::newRow("no such format") << QStringList{u"--render"_s, u"database"_s, u"--format"_s, u"gif"_s} << 64;
        QTest::newRow("no such range") << QStringList{u"--render"_s, u"database"_s, u"--range"_s, u"soon"_s} << 64;
        QTest::newRow("no such scale") << QStringList{u"--render"_s, u"database"_s, u"--scale"_s, u"9"_s} << 64;
    }
    void wrongUseIsWrongUse()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QCOMPARE(render(arguments + QStringList{u"--out"_s, m_folder.path()}), code);
        QVERIFY(!m_err.isEmpty());
    }

    void anUnreachableServerIsTold()
    {
        const QString uri = std::exchange(m_uri, u"postgresql:///x?host=/nowhere"_s);
        QCOMPARE(render({u"--render"_s, u"database"_s, u"--out"_s, m_folder.path()}), 69);
        m_uri = uri;
    }
};

QTEST_GUILESS_MAIN(RenderTest)
#include "tst_render.moc"

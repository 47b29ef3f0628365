// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editcase.h"
#include "lineproxy.h"
#include "randomedits.h"

#include <QProcess>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::ui::test;
using data::CellValue;
using data::ChangeKind;
using data::RowKey;
using data::RowProblem;
using data::SaveOutcome;

// Edits that outlive the program, however it ends, and what is found out about them before they are taken up again.
class RestoringTest final : public EditCase
{
    Q_OBJECT

    std::unique_ptr<LineProxy> m_proxy;

    // A program that edits, and is killed in the end.
    class Editor
    {
    public:
        Editor(const connection::ConnInfo &info, const QString &oid, const QString &order)
        {
            m_process.setProcessChannelMode(QProcess::SeparateChannels);
            m_process.start(QStringLiteral(HOWDAH_BUILD_DIR "/edit_editor"), {toUri(info), oid, order});
        }
        ~Editor() { kill(); }
        // What it tells under this name.
        QByteArray reported(const QByteArray &name)
        {
            while (true) {
                while (m_process.canReadLine()) {
                    const QByteArray line = m_process.readLine().trimmed();
                    if (line.startsWith(name + ' '))
                        return line.mid(name.size() + 1);
                    if (line.startsWith("failed "))
                        qFatal("%s", line.constData());
                }
                if (!m_process.waitForReadyRead(60'000))
                    qFatal("the editor says nothing: %s", m_process.readAllStandardError().constData());
            }
        }
        void kill()
        {
            m_process.kill(); // SIGKILL
            m_process.waitForFinished();
        }

    private:
        QProcess m_process;
    };

    QString makeWords()
    {
        psql(u"DROP TABLE IF EXISTS words; CREATE TABLE words (id int PRIMARY KEY, a text DEFAULT 'none', b int); "
             "INSERT INTO words SELECT i, 'a' || i, i * 10 FROM generate_series(1, 50) i"_s);
        return psql(u"SELECT 'words'::regclass::oid"_s);
    }
    // A window opens the table and waits until all is known of what was left behind.
    void openAfterwards(const QString &table = u"notes"_s)
    {
        m_window = std::make_unique<Window>(m_here->connInfo());
        open(table);
        QTRY_VERIFY(!edits().offers().isLooking());
        QTRY_VERIFY(!edits().offers().first() || (!edits().offers().isBusy() && edits().offers().first()->isChecked));
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup()
    {
        end();
        m_proxy.reset();
    }

    // B16: DB4S#4075, #4031
    void B16_aCrashAfterAnyStepLosesNothing()
    {
        const QString oid = makeWords();
        const QString before = psql(u"SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM words t"_s);
        QByteArray expected = "nothing";
        qsizetype largest = 0;
        // Under a sanitizer each program takes seconds to begin.
        const int steps = howdah::test::isSanitized() ? 40 : 200;
        for (int step = 0; step < steps; ++step) {
            Editor editor(m_here->connInfo(), oid, QString::number(step));
            QCOMPARE(editor.reported("restored"), expected);
            expected = editor.reported("staged");
            largest = qMax(largest, expected.count(';'));
            editor.kill();
        }
        QVERIFY2(largest > 5, "the steps have staged next to nothing");
        QCOMPARE(psql(u"SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM words t"_s), before);
    }

    void aProgramKilledAroundCommitIsNotSavedTwice_data()
    {
        QTest::addColumn<bool>("isSaved");
        QTest::newRow("after the server had done it") << true;
        QTest::newRow("before the server heard of it") << false;
    }
    void aProgramKilledAroundCommitIsNotSavedTwice()
    {
        QFETCH(const bool, isSaved);
        const QString oid = makeWords();
        m_window->edits.open(wordsShape(oid.toUInt()));
        QTRY_VERIFY(edits().isReady());
        m_proxy = std::make_unique<LineProxy>(m_here->connInfo());
        // The journal must be that of the connection which the program will use.
        m_window = std::make_unique<Window>(m_proxy->connInfo());
        m_window->edits.open(wordsShape(oid.toUInt()));
        QTRY_VERIFY(edits().isReady());
        must(edits().editor().insertRow({{0, "100"_t}, {1, "once"_t}}));
        must(edits().editor().setCells({{wordsRow(1), 1, "once"_t}}));
        m_window.reset();
        {
            Editor editor(m_proxy->connInfo(), oid, u"save"_s);
            m_proxy->armAtCommit(isSaved ? LineProxy::Fault::CutAfter : LineProxy::Fault::CutBefore);
            editor.reported("restored");
            while (!m_proxy->hasMet())
                QTest::qWait(1);
            m_proxy->setRefusing(true); // so that it cannot find out
        }
        m_proxy->setRefusing(false);
        m_window = std::make_unique<Window>(m_proxy->connInfo());
        m_window->edits.open(wordsShape(oid.toUInt()));
        QTRY_VERIFY(edits().isReady() && !edits().offers().isLooking());
        QVERIFY(edits().offers().first());
        QTRY_VERIFY(edits().offers().first()->isChecked);
        QVERIFY(edits().offers().first()->settled);
        QCOMPARE(*edits().offers().first()->settled, isSaved ? SaveOutcome::Saved : SaveOutcome::NotSaved);
        QCOMPARE(edits().offers().first()->edits.rows.size(), isSaved ? 0U : 2U);
        QCOMPARE(edits().offers().first()->problems.size(), 0U);
        if (isSaved) {
            must(edits().offers().discard());
        } else {
            must(edits().offers().restore());
            QCOMPARE(save().outcome, SaveOutcome::Saved);
        }
        QVERIFY(!edits().offers().first());
        QCOMPARE(
            psql(u"SELECT string_agg(id || a, ',' ORDER BY id) FROM words WHERE a = 'once'"_s), u"1once,100once"_s);
        m_window.reset();
        QVERIFY(journals().isEmpty());
    }

    // ---- what is found out before

    void whoChangedARowMeanwhileIsKnownBeforeItIsRestored()
    {
        open();
        edit("1", 1, "mine"_t);
        edit("2", 1, "mine"_t);
        must(edits().editor().deleteRows({row("3")}));
        must(edits().editor().insertRow({{0, "100"_t}}));
        const auto before = edits().changes()->rows();
        m_window.reset();
        psql(u"UPDATE notes SET v = 'theirs' WHERE id = 1; DELETE FROM notes WHERE id = 3"_s);
        openAfterwards();
        QCOMPARE(edits().offers().first()->edits.rows.size(), 4U);
        QCOMPARE(edits().offers().first()->problems.size(), 2U);
        QVERIFY(!edits().hasEdits());
        must(edits().offers().restore());
        QVERIFY(edits().changes()->rows() == before);
        QCOMPARE(edits().problems().of(keyOf("1"))->kind, RowProblem::Kind::Changed);
        QCOMPARE(edits().problems().all().size(), 2U);
        must(edits().editor().keepMine(keyOf("1")));
        must(edits().editor().revertRows({edits().problems().all().begin()->first}));
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(cell("1", u"v"_s) + cell("2", u"v"_s), u"minemine"_s);
    }

    void aRelationThatWasAlteredMeanwhileTakesWhatFits()
    {
        open();
        must(edits().editor().setCells({{row("1"), 1, "kept"_t}, {row("1"), 3, "77"_t}}));
        must(edits().editor().insertRow({{0, "100"_t}, {1, "new"_t}}));
        m_window.reset();
        psql(u"ALTER TABLE notes RENAME v TO renamed; ALTER TABLE notes DROP n; ALTER TABLE notes ADD x text"_s);
        openAfterwards();
        QCOMPARE(edits().offers().first()->lost.size(), 1);
        QVERIFY(edits().offers().first()->lost[0].contains(u"77"_s));
        must(edits().offers().restore());
        QCOMPARE(edits().staged().lostEdits().size(), 1);
        QCOMPARE(edits().changes()->count(), 2);
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT renamed FROM notes WHERE id IN (1, 100) ORDER BY id"_s), u"kept\nnew"_s);
        m_window.reset();
        QVERIFY(journals().isEmpty());
    }

    void aDiscardedOfferCanBeUndone()
    {
        open();
        edit("1", 1, "mine"_t);
        m_window.reset();
        openAfterwards();
        must(edits().offers().discard());
        QVERIFY(!edits().offers().first());
        QVERIFY(!edits().hasEdits());
        edits().history().stack()->undo();
        QCOMPARE(edits().changes()->count(), 1);
        edits().history().stack()->redo();
        QVERIFY(!edits().hasEdits());
        m_window.reset();
        openAfterwards();
        QVERIFY(!edits().offers().first()); // gone for good now
    }

    void editsOfTwoWindowsAreOfferedOneAfterTheOther()
    {
        open();
        edit("1", 1, "first window"_t);
        must(edits().editor().insertRow({{0, "100"_t}}));
        {
            Window other(m_here->connInfo());
            other.edits.open(m_here->shape(u"notes"_s));
            QTRY_VERIFY(other.edits.isReady() && !other.edits.offers().isLooking());
            QVERIFY(!other.edits.offers().first()); // somebody edits them
            must(other.edits.editor().setCells({{row("1"), 1, "second window"_t}, {row("2"), 1, "second window"_t}}));
            must(other.edits.editor().insertRow({{0, "101"_t}}));
        }
        m_window.reset();
        openAfterwards();
        QCOMPARE(edits().offers().count(), 2U);
        must(edits().offers().restore());
        QCOMPARE(edits().offers().count(), 1U);
        QTRY_VERIFY(edits().offers().first()->isChecked && !edits().offers().isBusy());
        must(edits().offers().restore());
        // New rows of both are there; of the row that both have edited what was restored first, and that is told.
        QCOMPARE(edits().changes()->count(ChangeKind::Insert), 2);
        QCOMPARE(edits().changes()->count(ChangeKind::Update), 2);
        QCOMPARE(edits().staged().lostEdits().size(), 1);
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT count(*) FROM notes WHERE id IN (100, 101)"_s), u"2"_s);
        m_window.reset();
        QVERIFY(journals().isEmpty());
    }

    // Another window has taken them up and saved them: to restore them here would insert the row a second time.
    void editsThatVanishedAreNotRestored()
    {
        open();
        edit("1", 1, "mine"_t);
        must(edits().editor().insertRow({{1, "new"_t}}));
        m_window.reset();
        openAfterwards();
        QVERIFY(edits().offers().first());
        QCOMPARE(journals().size(), 1);
        QVERIFY(QFile::remove(edits().offers().first()->edits.path));
        const Result<void> restored = edits().offers().restore();
        QVERIFY(!restored);
        QCOMPARE(restored.error().kind, ErrorKind::Conflict);
        QVERIFY2(restored.error().message.contains(u"gone"_s), qPrintable(restored.error().message));
        QVERIFY(edits().changes()->isEmpty());
        QVERIFY(!edits().offers().first());
        QVERIFY(journals().isEmpty()); // none was begun anew in its place
    }

    void editsOfAnotherDatabaseAreNotOffered()
    {
        open();
        edit("1", 1, "mine"_t);
        m_window.reset();
        const QString other = m_here->server().createDatabase();
        QVERIFY(m_here->server().psql(other, u"CREATE TABLE notes (id int PRIMARY KEY, v text, w text, n int)"_s));
        m_window = std::make_unique<Window>(m_here->server().connInfo(other));
        QTRY_VERIFY(
            m_window->connection.catalog() && m_window->connection.catalog()->relation(u"public"_s, u"notes"_s));
        QTRY_COMPARE(m_window->connection.catalog()->stage, catalog::Stage::Complete);
        const auto *relation = m_window->connection.catalog()->relation(u"public"_s, u"notes"_s);
        edits().open(*data::shapeOf(*m_window->connection.catalog(), relation->oid));
        QTRY_VERIFY(edits().isReady() && !edits().offers().isLooking());
        QVERIFY(!edits().offers().first());
    }

    void noPasswordIsInTheJournal()
    {
        const auto info = m_here->server().createRole(u"writer"_s, u"planted-secret"_s, m_here->database());
        psql(u"GRANT ALL ON notes TO writer"_s);
        m_window = std::make_unique<Window>(info);
        open();
        edit("1", 1, "mine"_t);
        QCOMPARE(journals().size(), 1);
        QFile file(m_data->path() + u"/edits/"_s + journals().first());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY(text.contains("mine"));
        QVERIFY(!text.contains("planted-secret"));
        QVERIFY(!text.contains(u"planted-secret"_s.toUtf8().toHex()));
        QByteArray wide; // as QDataStream writes a QString
        for (const char c : QByteArray("planted-secret"))
            wide += QByteArray(1, '\0') + c;
        QVERIFY(!text.contains(wide));
    }
};

HOWDAH_UI_TEST_MAIN(RestoringTest)
#include "tst_restoring.moc"

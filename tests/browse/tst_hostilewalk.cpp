// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/browsepage.h"
#include "browse/filter/filterbar.h"
#include "grid/columntools.h"
#include "grid/gridedit.h"
#include "grid/gridview.h"
#include "browse/inspector/referencespanel.h"
#include "browse/inspector/statisticspanel.h"
#include "browse/rowspane.h"
#include "browse/tree/objecttree.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "edit/editsession.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

#include <QAbstractItemView>
#include <QAction>
#include <QDialog>
#include <QFile>
#include <QHeaderView>
#include <QHelpEvent>
#include <QLabel>
#include <QPointer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTextEdit>
#include <QToolTip>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

// The whole page over a database in which everything has a name that means something elsewhere: nothing is taken for
// HTML, and nothing is run that was not asked for.
class HostileWalkTest final : public QObject
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    QString m_database;
    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<ConnectionController> m_connection;
    std::unique_ptr<BrowsePage> m_page;
    const QString m_schema = u"s</b><img src=x>'\";%1\\"_s;
    const QString m_table = u"t<img src=x>'; DROP TABLE victim; --"_s;

    RowsPane *rows() const { return m_page->rows(); }
    GridModel *model() const { return m_page->rows()->model(); }
    GridTable *table() const { return m_page->rows()->grid()->table(); }
    [[nodiscard]] bool isSettled() const
    {
        return model()->isOpen() && !model()->isLoading() && rows()->states()->state() != StateStack::State::Loading;
    }
    void openTable(const QString &name)
    {
        m_page->openObject(m_schema, name);
        QTRY_COMPARE(rows()->shape().name, name);
        QTRY_VERIFY(isSettled());
    }
    QString psql(const QString &sql) const
    {
        const auto answer = m_server.psql(m_database, sql);
        return answer ? answer->trimmed() : describe(answer.error());
    }

    // Text of the server that would be taken for HTML.
    static bool isRead(const QString &text) { return text.contains(u"<img"_s) && Qt::mightBeRichText(text); }
    // What a view shows when the mouse rests there; views turn tips of their model into HTML when they show them.
    static void rest(QAbstractItemView &view, const QPoint &at, QStringList &found)
    {
        QHelpEvent event(QEvent::ToolTip, at, view.viewport()->mapToGlobal(at));
        QApplication::sendEvent(view.viewport(), &event);
        if (isRead(QToolTip::text()))
            found << QString::fromLatin1(view.metaObject()->className()) + u" tip: "_s + QToolTip::text();
    }
    static void look(QAbstractItemView &view, QStringList &found)
    {
        const QAbstractItemModel *model = view.model();
        if (!model || !view.isVisible())
            return;
        if (const auto *header = qobject_cast<QHeaderView *>(&view)) {
            for (int section = 0; section < qMin(20, header->count()); ++section) {
                const int place = header->sectionViewportPosition(section) + 4;
                rest(view, header->orientation() == Qt::Horizontal ? QPoint(place, 4) : QPoint(4, place), found);
            }
            return;
        }
        std::vector<QModelIndex> parents{{}};
        for (size_t next = 0; next < parents.size() && next < 50; ++next) {
            const QModelIndex parent = parents[next];
            for (int row = 0; row < qMin(20, model->rowCount(parent)); ++row) {
                for (int column = 0; column < model->columnCount(parent); ++column) {
                    const QRect place = view.visualRect(model->index(row, column, parent));
                    if (view.viewport()->rect().intersects(place))
                        rest(view, place.center(), found);
                }
                if (model->hasChildren(model->index(row, 0, parent)))
                    parents.push_back(model->index(row, 0, parent));
            }
        }
    }
    static QStringList takenForHtml()
    {
        QStringList found;
        QList<QPointer<QWidget>> widgets; // tips come and go
        for (QWidget *widget : QApplication::allWidgets())
            widgets << widget;
        for (const auto &widget : std::as_const(widgets)) {
            if (!widget)
                continue;
            const QString what = QString::fromLatin1(widget->metaObject()->className()) + u": "_s;
            if (isRead(widget->toolTip()))
                found << what + widget->toolTip();
            for (const QAction *action : widget->actions()) {
                if (isRead(action->toolTip()))
                    found << what + action->toolTip();
            }
            if (const auto *label = qobject_cast<QLabel *>(widget.data())) {
                // QToolTip has a label of its own, which rest() looks at.
                const bool isTip = label->inherits("QTipLabel");
                if (!isTip && label->textFormat() != Qt::PlainText && label->text().contains(u"<img"_s))
                    found << what + label->text();
            }
            if (const auto *text = qobject_cast<QTextEdit *>(widget.data())) {
                if (text->toPlainText().contains(QChar::ObjectReplacementCharacter))
                    found << what + text->toPlainText();
            }
            if (auto *view = qobject_cast<QAbstractItemView *>(widget.data()))
                look(*view, found);
        }
        QToolTip::hideText();
        return found;
    }
    static void nothingIsTakenForHtml()
    {
        const QStringList found = takenForHtml();
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }
    // The dialog that an action opens, looked at and left.
    void walkDialog(QAction *action)
    {
        QVERIFY2(action->isEnabled(), qPrintable(action->text()));
        action->trigger();
        QDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = m_page->window()->findChild<QDialog *>()) && dialog->isVisible());
        QTest::qWait(0);
        nothingIsTakenForHtml();
        QPointer<QDialog> gone = dialog;
        dialog->reject();
        QTRY_VERIFY(!gone || !gone->isVisible());
        delete gone;
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("HOWDAH_DATA_DIR", m_folder.filePath(u"data"_s).toUtf8());
        m_database = m_server.createDatabase();
        QFile tables(QStringLiteral(HOWDAH_SOURCE_DIR "/tests/browse/hostilewalk.sql"));
        QVERIFY(tables.open(QIODevice::ReadOnly));
        const auto made = m_server.psql(m_database, QString::fromUtf8(tables.readAll()));
        QVERIFY2(made, qPrintable(made ? QString() : describe(made.error())));
        m_settings = std::make_unique<Settings>(m_folder.filePath(u"settings.ini"_s));
        m_tasks = std::make_unique<TaskList>();
        m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get());
        m_page =
            std::make_unique<BrowsePage>(PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), nullptr});
        m_page->resize(1200, 760);
        m_page->show();
        m_connection->connectTo(m_server.connInfo(m_database), Environment::Development);
        QTRY_VERIFY(m_connection->catalog() && m_connection->catalog()->stage == catalog::Stage::Complete);
    }
    // Nothing was defined, dropped or lost, and nothing holds a transaction open.
    void cleanup()
    {
        nothingIsTakenForHtml();
        QCOMPARE(psql(u"SELECT string_agg(tag, ', ') FROM public.seen"_s), QString());
        QCOMPARE(psql(u"SELECT count(*) FROM public.victim"_s), u"2"_s);
        QTRY_COMPARE(
            psql(
                u"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"_s),
            u"0"_s);
    }
    void cleanupTestCase()
    {
        m_page.reset();
        m_connection.reset();
    }

    // A test that looks past everything would always pass.
    void whatIsHtmlWouldBeFound()
    {
        QLabel label(u"<b>x</b><img src=x>"_s);
        QWidget tip;
        tip.setToolTip(u"<img src=x>"_s);
        QCOMPARE(takenForHtml().size(), 2);
    }

    void everyRelationIsWalked_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("table") << m_table;
        QTest::newRow("referencing") << u"r<img src=x>"_s;
        QTest::newRow("view") << u"v<img src=x>"_s;
    }
    void everyRelationIsWalked()
    {
        QFETCH(QString, name);
        openTable(name);
        QCOMPARE(model()->rowCount(), 3);
        for (const auto inspector :
             {BrowsePage::Inspector::Record, BrowsePage::Inspector::References, BrowsePage::Inspector::Column}) {
            m_page->showInspector(inspector);
            for (int column = 0; column < model()->columnCount(); ++column) {
                table()->setCurrentIndex(model()->index(column % 3, column));
                QTest::qWait(120); // the inspector follows when the cursor rests
                QTRY_VERIFY(
                    !m_page->statistics()->isBusy()
                    && m_page->references()->states()->state() != StateStack::State::Loading);
                nothingIsTakenForHtml();
            }
        }
        m_page->showView(BrowsePage::View::Structure);
        QTest::qWait(0);
        nothingIsTakenForHtml();
        m_page->showView(BrowsePage::View::Rows);
    }

    void filtersFindWhatTheySay()
    {
        openTable(m_table);
        const QString text = u"<img src=x>'; DROP TABLE victim; -- %1 \\"_s;
        rows()->showFilters({{{u"%1 %n %s\\"_s, data::FilterOperator::Equal, text}}, {}});
        QTRY_VERIFY(isSettled());
        QCOMPARE(model()->rowCount(), 1);
        nothingIsTakenForHtml();
        rows()->showFilters({{}, {}, data::Join::All, {}, u"'; DROP TABLE victim; --"_s});
        QTRY_VERIFY2(
            isSettled(),
            qPrintable(
                u"%1 %2 %3"_s.arg(model()->isOpen()).arg(model()->isLoading()).arg(int(rows()->states()->state()))));
        QCOMPARE(model()->rowCount(), 1);
        // Two statements are refused by the protocol, and the refusal is shown.
        rows()->showFilters({{}, u"true; DROP TABLE victim"_s});
        QTRY_VERIFY(!model()->isLoading());
        QCOMPARE(rows()->states()->state(), StateStack::State::Empty);
        nothingIsTakenForHtml();
        rows()->filterBar()->saveAs(u"<img src=x> %1"_s);
        rows()->showFilters({});
        QTRY_VERIFY(isSettled() && model()->rowCount() == 3);
    }

    void dialogsAreOpened()
    {
        openTable(m_table);
        walkDialog(rows()->columns()->columnsAction());
        walkDialog(rows()->columns()->sortAction());
        for (QAction *action : m_page->paletteActions()) {
            if (action->shortcut() == QKeySequence(u"Ctrl+Shift+E"_s))
                walkDialog(action);
        }
    }

    void anEditThatTheServerRefusesIsToldInItsWords()
    {
        openTable(m_table);
        QTRY_VERIFY(rows()->edits()->isReady());
        QVERIFY(model()->overlay().setCell(1, 1, data::CellValue::text(u"<img src=x> mine"_s)));
        QVERIFY(model()->overlay().setCell(0, 2, data::CellValue::text(u"%1 %n \\"_s)));
        table()->setCurrentIndex(model()->index(2, 0));
        QTRY_VERIFY(rows()->gridEdit()->action(GridEdit::Do::DeleteRows)->isEnabled());
        rows()->gridEdit()->action(GridEdit::Do::DeleteRows)->trigger();
        QTRY_VERIFY(rows()->edits()->changes()->count() == 3U);
        nothingIsTakenForHtml();
        QSignalSpy failed(rows()->edits(), &EditSession::saveFailed);
        rows()->edits()->saving().save();
        QTRY_COMPARE(failed.size(), 1);
        QTest::qWait(0);
        const auto report = failed.front().front().value<data::SaveReport>();
        QVERIFY2(
            !report.problems.empty()
                && report.problems.front().error.message.contains(u"<img src=x> '; DROP TABLE victim; -- % \\"_s),
            qPrintable(report.error ? describe(*report.error) : u"no error"_s));
        nothingIsTakenForHtml();
        QVERIFY(rows()->edits()->editor().discardAll());
        QCOMPARE(
            psql(u"SELECT count(*) FROM \"%1\".\"%2\""_s.arg(QString(m_schema).replace(u'"', u"\"\""_s), m_table)),
            u"3"_s);
    }
};

HOWDAH_UI_TEST_MAIN(HostileWalkTest)
#include "tst_hostilewalk.moc"

// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/tabforecast.h"

#include "base/propagate.h"
#include "connect/connectioncontroller.h"
#include "operations/scriptgate.h"
#include "query/run/parameterform.h"

#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::Session;

namespace {

constexpr int SomeVersion = 170000; // while none is known
constexpr std::size_t MostRead = 1000;

// Nobody is asked: what would be is all that is wanted.
class NobodyDecides final : public operations::Decision
{
public:
    Result<bool> areNamed(const operations::NamesQuestion &) override { return false; }
};

} // namespace

TabForecast::TabForecast(
    SqlEditor *editor, TabRun *run, RunBar *bar, ParameterForm *form, ConnectionController *connection, QObject *parent)
    : QObject(parent)
    , m_editor(editor)
    , m_run(run)
    , m_bar(bar)
    , m_form(form)
    , m_connection(connection)
{
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(QuietMs);
    connect(&m_quiet, &QTimer::timeout, this, &TabForecast::read);
    connect(editor, &SqlEditor::partsAtCursorChanged, this, &TabForecast::schedule);
    connect(editor, &SqlEditor::edited, this, &TabForecast::schedule);
    connect(editor, &QsciScintilla::selectionChanged, this, &TabForecast::schedule);
    connect(&connection->productionLock(), &ProductionLock::changed, this, [this] {
        const bool locked = m_connection->guard().isLocked();
        if (locked != m_forecast.isLocked) // each second of an unlocked time comes here
            schedule();
    });
    connect(run, &TabRun::sessionSettled, this, &TabForecast::askTypes);
}

void TabForecast::schedule() { m_quiet.start(); }

void TabForecast::read()
{
    const SqlEditor::Extent selected = m_editor->selectedBytes();
    const SqlEditor::Extent extent = selected.size > 0 ? selected : m_editor->extentOf(m_editor->partsAtCursor());
    const QByteArray text = extent.size > LongestRead ? QByteArray() : m_editor->bytesOf(extent);
    const int version = m_connection->facts().version > 0 ? m_connection->facts().version : SomeVersion;
    const bool standard = true;
    struct Read
    {
        query::RunSummary summary;
    };
    const auto reading = QtConcurrent::run([text, version, standard] {
        const query::Script script(text, standard);
        return Read{query::summarize(script, script.all(), version, MostRead)};
    });
    const bool isSelection = selected.size > 0;
    m_reading.ask(this, reading, [this, text, isSelection](const Read &found) {
        const bool isSame = m_text == text;
        m_text = text;
        std::optional<query::ExpectedRows> expected;
        if (isSame)
            expected = m_forecast.expected;
        m_forecast = {
            .summary = found.summary,
            .isSelection = isSelection,
            .isLocked = m_connection->guard().isLocked(),
            .names = {},
            .expected = std::move(expected),
            .note = {}};
        show();
        askNames();
        askTypes();
    });
}

void TabForecast::show()
{
    m_bar->setForecast(m_forecast);
    Q_EMIT changed();
}

// In production, where it may write.
void TabForecast::askNames()
{
    m_naming.drop();
    const connection::Guard &guard = m_connection->guard();
    if (!guard.isGuarded() || guard.isLocked() || !m_forecast.summary.destroysData || !m_run->session().isHere())
        return;
    const auto looker = m_connection->takeSession(connection::SessionRole::Reader, u"query gate"_s);
    if (!looker)
        return;
    const query::Script script(m_text);
    QStringList statements;
    for (const query::StatementSummary &one : m_forecast.summary.statements)
        statements << QString::fromUtf8(script.textOf(script.parts()[one.part]));
    const auto asking = m_jobs.run(
        *looker, [statements, database = m_connection->facts().database](Session &session) -> Result<QStringList> {
            NobodyDecides nobody;
            operations::ScriptGate gate(session, database, nobody);
            QStringList names;
            for (const QString &sql : statements) {
                ASSIGN_OR_RETURN(const operations::NamesQuestion question, gate.questionFor(sql));
                names << question.names;
            }
            names.removeDuplicates();
            return names;
        });
    m_naming.ask(this, asking, [this](const Result<QStringList> &names) {
        if (!names)
            return;
        m_forecast.names = *names;
        show();
    });
}

// The server's own description of what would run: nothing is run, and nothing is asked where it would refuse.
void TabForecast::askTypes()
{
    m_typing.drop();
    const query::Script script(m_text);
    m_form->setScript(script, script.all());
    const auto session = m_run->session().idle();
    if (m_form->isEmpty() || !session || m_forecast.summary.statementsInAll != 1)
        return;
    const auto asking = m_jobs.run(session, [text = m_text, values = m_form->values()](Session &one) {
        return query::describeParameters(one, text, values);
    });
    m_typing.ask(this, asking, [this](const Result<std::vector<query::TypedParameter>> &typed) {
        if (typed && !typed->empty())
            m_form->setParameters(*typed);
    });
}

void TabForecast::askExpectedRows()
{
    if (m_run->isRunning() || m_text.isEmpty())
        return;
    const auto note = [this](const QString &words) {
        m_forecast.note = words;
        show();
    };
    const auto session = m_run->session().take();
    if (!session)
        return note(session.error().message);
    if (m_forecast.summary.statementsInAll != 1)
        return note(tr("EXPLAIN estimates the rows of one statement"));
    const auto written = query::writeParameters(m_text, m_form->values());
    if (!written)
        return note(written.error().message);
    const auto asking =
        m_jobs.run(*session, [statement = *written](Session &one) { return query::explainRows(one, statement); });
    m_explaining.ask(this, asking, [this, note, text = m_text](const Result<query::ExpectedRows> &rows) {
        if (text != m_text)
            return;
        if (!rows)
            return note(rows.error().message);
        m_forecast.expected = *rows;
        note({});
    });
}

} // namespace howdah::ui

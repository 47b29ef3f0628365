// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/assist/servercheck.h"

#include "connect/connectioncontroller.h"
#include "query/assist/completionpopup.h"
#include "sql/parser.h"

#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr qint64 WholeText = qint64(4) << 20; // read for what stands above
constexpr qint64 LongestStatement = qint64(1) << 20;
constexpr std::size_t MostSeen = 60;
constexpr qsizetype MostVerdicts = 2000;
constexpr int LongestQuestionMs = 400;

bool isOfParameters(const QString &sqlState)
{
    // Their types cannot be told: a value of a known type is sent when it is run.
    return sqlState == u"42P18" || sqlState == u"42P08" || sqlState == u"42725";
}

} // namespace

ServerCheck::ServerCheck(SqlEditor *editor, KnownDatabase *known, AssistedTab tab, QObject *parent)
    : QObject(parent)
    , m_editor(editor)
    , m_known(known)
    , m_tab(std::move(tab))
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(500);
    m_limit.setSingleShot(true);
    m_limit.setInterval(LongestQuestionMs);
    connect(&m_delay, &QTimer::timeout, this, &ServerCheck::start);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        // Only if it reaches nothing but this question.
        if (m_asking && m_asking->pendingRequests() == 1)
            m_asking->cancel();
    });
    connect(editor, &SqlEditor::edited, this, [this] {
        m_isCurrent = false;
        m_reading.drop();
        m_delay.start();
    });
    connect(editor, &QsciScintillaBase::SCN_UPDATEUI, this, [this](int what) {
        if ((what & QsciScintillaBase::SC_UPDATE_V_SCROLL) != 0 && m_isCurrent)
            m_delay.start();
    });
    connect(editor, &SqlEditor::partsAtCursorChanged, this, [this] {
        if (m_isCurrent)
            tellParameters();
    });
    connect(known, &KnownDatabase::indexChanged, this, [this] {
        forget();
        m_delay.start();
    });
    connect(known, &KnownDatabase::typesArrived, this, &ServerCheck::tellParameters);
}

void ServerCheck::forget()
{
    m_verdicts.clear();
    m_waiting.clear();
}

void ServerCheck::sessionChanged()
{
    m_isHeld = false;
    m_isRefused = false;
    forget();
    m_delay.start();
}

void ServerCheck::yield()
{
    m_isHeld = true;
    m_waiting.clear();
    m_limit.stop();
    if (m_asking && m_asking->pendingRequests() == 1) // a run that was asked for already is not to be met
        m_asking->cancel();
    m_asked.drop();
    m_asking.reset();
}

std::pair<qint64, qint64> ServerCheck::seenBytes() const
{
    using Base = QsciScintillaBase;
    const auto send = [this](unsigned int message, long value = 0) {
        return m_editor->SendScintilla(message, static_cast<unsigned long>(value));
    };
    const long first = send(Base::SCI_DOCLINEFROMVISIBLE, send(Base::SCI_GETFIRSTVISIBLELINE));
    const long last =
        send(Base::SCI_DOCLINEFROMVISIBLE, send(Base::SCI_GETFIRSTVISIBLELINE) + send(Base::SCI_LINESONSCREEN) + 1);
    return {send(Base::SCI_POSITIONFROMLINE, first), send(Base::SCI_GETLINEENDPOSITION, last)};
}

// In pieces only the statements that are seen are kept; those above are read for what they define.
ServerCheck::Read ServerCheck::readSeen(const query::Script &script, qint64 from, qint64 to)
{
    Read read;
    query::complete::DefinedAbove above;
    for (const query::Piece &part : script.parts()) {
        if (part.offset > to || read.seen.size() >= MostSeen)
            break;
        const QByteArrayView text = script.textOf(part);
        if (part.kind == query::PieceKind::BackslashLine) {
            if (text.startsWith("\\i") || text.startsWith("\\c") || text.startsWith("\\gexec"))
                above.addUnknown();
            continue;
        }
        if (part.kind != query::PieceKind::Statement)
            continue;
        if (part.offset + part.size >= from && part.size <= LongestStatement)
            read.seen.push_back({{part.offset, part.size}, text.toByteArray(), above});
        above.add(text);
    }
    if (script.problem() && script.problemOffset() <= to) {
        read.problem = script.problem();
        read.problemOffset = script.problemOffset();
    }
    return read;
}

ServerCheck::Read ServerCheck::readAtCursor() const
{
    const SqlEditor::Extent place = m_editor->extentOf(m_editor->partsAtCursor());
    Read read;
    if (place.size > 0 && place.size <= LongestStatement) {
        const query::Script script(m_editor->bytesOf(place));
        if (!script.parts().empty() && script.parts().front().kind == query::PieceKind::Statement) {
            const query::Piece &part = script.parts().front();
            read.seen.push_back({{place.offset + part.offset, part.size}, script.textOf(part).toByteArray(), {}, true});
        }
    }
    return read;
}

void ServerCheck::start()
{
    m_isCurrent = true;
    if (m_editor->sizeInBytes() > WholeText)
        return take(readAtCursor());
    const auto [from, to] = seenBytes();
    m_reading.ask(
        this, QtConcurrent::run(readSeen, m_editor->script(), from, to), [this](const Read &read) { take(read); });
}

void ServerCheck::take(Read read)
{
    m_seen = std::move(read);
    m_waiting.clear();
    if (m_verdicts.size() > MostVerdicts)
        m_verdicts.clear();
    for (const Seen &seen : m_seen.seen) {
        if (!m_verdicts.contains(seen.text))
            m_waiting.push_back(seen.text);
    }
    present();
    askNext();
}

bool ServerCheck::knowsGrammar() const
{
    const connection::ServerFacts &facts = m_known->connection()->facts();
    return facts.version > 0 && facts.version / 10'000 <= 15;
}

void ServerCheck::askNext()
{
    while (!m_asking && !m_waiting.empty()) {
        const QByteArray text = m_waiting.front();
        const std::shared_ptr<connection::Session> session = m_isHeld ? nullptr : m_tab.idleSession();
        const bool standard = !session || session->serverParameter(u"standard_conforming_strings"_s) != "off"_L1;
        const auto values = m_tab.values ? m_tab.values() : query::ParameterValues();
        const auto written = query::writeForDescription(text, values, standard);
        if (!written) { // a name that is not known yet: nothing can be said
            m_waiting.pop_front();
            m_verdicts.insert(text, {});
            continue;
        }
        const bool mayAsk = session && session->isOpen() && session->pendingRequests() == 0
                         && session->transactionState() == connection::TransactionState::Idle && !m_isRefused;
        if (!mayAsk) {
            if (m_isHeld)
                return; // sessionChanged() goes on
            m_waiting.pop_front();
            judgeByGrammar(text, *written);
            continue;
        }
        m_waiting.pop_front();
        m_asking = session;
        m_limit.start();
        m_asked.ask(
            this, session->describe(written->sql),
            [this, text, written = *written](const Result<connection::Description> &answer) {
                m_limit.stop();
                m_asking.reset();
                answered(text, written, answer);
                askNext();
            });
        return;
    }
    if (!m_asking)
        finish();
}

void ServerCheck::answered(
    const QByteArray &text, const query::WrittenStatement &written, const Result<connection::Description> &answer)
{
    Verdict verdict;
    verdict.parameters = QStringList(written.names.begin(), written.names.end());
    if (answer) {
        verdict.description = *answer;
        m_known->askForTypes(answer->parameterTypes, answer->columns ? *answer->columns : connection::Columns());
    } else {
        const Error &error = answer.error();
        if (error.kind == ErrorKind::Usage) { // the proxy's answer
            m_isRefused = true;
            return judgeByGrammar(text, written);
        }
        // Anything else says nothing of the text: refused in a session that may only read, cancelled, lost.
        const bool isOfText = error.kind == ErrorKind::Server && !error.sqlState.startsWith("57"_L1)
                           && !error.sqlState.startsWith("25"_L1) && !error.sqlState.startsWith("55"_L1)
                           && !error.sqlState.startsWith("53"_L1) && !error.sqlState.startsWith("08"_L1);
        if (isOfText && (verdict.parameters.isEmpty() || !isOfParameters(error.sqlState))) {
            verdict.error = error;
            verdict.errorByte = written.sourceByte(error.position);
        }
    }
    m_verdicts.insert(text, verdict);
    present();
}

void ServerCheck::judgeByGrammar(const QByteArray &text, const query::WrittenStatement &written)
{
    if (!knowsGrammar())
        return;
    const auto failure = sql::syntaxFailure(written.sql.toUtf8());
    if (!failure || failure->reason != sql::ParseFailure::Reason::Syntax)
        return; // no verdict: the server is asked when it can be
    Verdict verdict;
    verdict.error = makeError(ErrorKind::Server, failure->message);
    verdict.error->sqlState = u"42601"_s;
    verdict.errorByte = written.sourceByte(failure->character);
    m_verdicts.insert(text, verdict);
    present();
}

void ServerCheck::finish()
{
    if (!m_isCurrent)
        return;
    present();
    tellParameters();
    Q_EMIT settled();
}

std::optional<SqlEditor::Problem> ServerCheck::problemOf(const Seen &seen, const Verdict &verdict) const
{
    if (!verdict.error)
        return std::nullopt;
    const Error &error = *verdict.error;
    const bool isSyntax = error.sqlState == u"42601";
    if (seen.isUnseenAbove ? !isSyntax : seen.above.mayExplain(seen.text, verdict.errorByte, error.sqlState))
        return std::nullopt;
    const qint64 at = std::clamp<qint64>(verdict.errorByte, 0, qMax(seen.place.size - 1, qint64(0)));
    return SqlEditor::Problem{{seen.place.offset + at, 0}, true, describe(error)};
}

void ServerCheck::present()
{
    if (!m_isCurrent)
        return; // the places are those of another text
    std::vector<SqlEditor::Problem> problems;
    for (const Seen &seen : m_seen.seen) {
        const auto verdict = m_verdicts.constFind(seen.text);
        if (verdict == m_verdicts.cend())
            continue;
        if (auto problem = problemOf(seen, *verdict))
            problems.push_back(std::move(*problem));
    }
    if (m_seen.problem)
        problems.push_back({{m_seen.problemOffset, 0}, true, describe(*m_seen.problem)});
    if (problems != m_editor->problems(SqlEditor::Finder::Check))
        m_editor->setProblems(SqlEditor::Finder::Check, problems);
}

void ServerCheck::tellParameters()
{
    if (!m_isCurrent)
        return;
    const SqlEditor::Extent here = m_editor->extentOf(m_editor->partsAtCursor());
    for (const Seen &seen : m_seen.seen) {
        if (seen.place.offset < here.offset || seen.place.offset >= here.offset + qMax(here.size, qint64(1)))
            continue;
        const auto verdict = m_verdicts.constFind(seen.text);
        if (verdict == m_verdicts.cend() || verdict->parameters.isEmpty())
            continue;
        std::vector<query::TypedParameter> parameters;
        for (qsizetype i = 0; i < verdict->parameters.size(); ++i) {
            const auto at = std::size_t(i);
            const quint32 type =
                at < verdict->description.parameterTypes.size() ? verdict->description.parameterTypes[at] : 0;
            parameters.push_back({verdict->parameters.at(i), type, m_known->typeName(type)});
        }
        Q_EMIT parametersDescribed(seen.place, parameters);
    }
}

QStringList ServerCheck::resultAt(qint64 byte) const
{
    QStringList lines;
    if (!m_isCurrent)
        return lines;
    for (const Seen &seen : m_seen.seen) {
        const auto verdict = m_verdicts.constFind(seen.text);
        const bool isHere = byte >= seen.place.offset && byte < seen.place.offset + seen.place.size;
        if (!isHere || verdict == m_verdicts.cend() || !verdict->description.columns)
            continue;
        for (const connection::Column &column : *verdict->description.columns)
            lines << oneLine(column.name, 60) + u' ' + m_known->typeName(column.typeOid, column.typeModifier);
    }
    return lines;
}

} // namespace howdah::ui

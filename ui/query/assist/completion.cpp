// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/assist/completion.h"

#include "connect/connectioncontroller.h"
#include "query/assist/calltip.h"
#include "query/assist/completionpopup.h"
#include "query/assist/textaround.h"
#include "query/complete/completer.h"
#include "query/complete/nameatcursor.h"

#include <QKeyEvent>
#include <QToolTip>
#include <QtConcurrentRun>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using query::complete::Proposal;
using query::complete::ProposalKind;
using query::complete::Proposals;

namespace {

constexpr qsizetype LongestWord = 256;

bool isWord(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c < 0;
}

// What is known of it beyond its name: of a relation its comment and definition, of a column its type ...
QString documentationOf(KnownDatabase::Question question, const Proposal &proposal, qsizetype begin)
{
    QStringList lines;
    if (proposal.label != oneLine(proposal.label) || proposal.label.size() > 40)
        lines << oneLine(proposal.label, 400);
    const qsizetype from = proposal.begin - begin;
    question.text.replace(from, proposal.end - proposal.begin, proposal.text.toUtf8());
    if (proposal.kind == ProposalKind::Function)
        question.text.insert(from + proposal.text.toUtf8().size(), "()");
    question.cursor = from + proposal.text.toUtf8().size();
    if (const auto meaning = query::complete::nameAt(*question.index, question.request())) {
        lines
            << (meaning->type.isEmpty() || proposal.kind == ProposalKind::Function
                    ? oneLine(meaning->name, 300)
                    : u"%1 · %2"_s.arg(oneLine(meaning->name, 200), oneLine(meaning->type)));
        if (!meaning->comment.isEmpty())
            lines << oneLine(meaning->comment, 300);
        else if (!meaning->definition.isEmpty() && proposal.kind != ProposalKind::Function)
            lines << oneLine(meaning->definition.simplified(), 200);
    } else if (!proposal.detail.isEmpty()) {
        lines << u"%1 · %2"_s.arg(kindName(proposal.kind), oneLine(proposal.detail, 300));
    } else {
        lines << kindName(proposal.kind);
    }
    if (!proposal.why.isEmpty())
        lines << oneLine(proposal.why);
    return lines.join(u'\n');
}

} // namespace

Completion::Completion(
    SqlEditor *editor, KnownDatabase *known, std::function<QStringList()> searchPath, QObject *parent)
    : QObject(parent)
    , m_editor(editor)
    , m_known(known)
    , m_searchPath(std::move(searchPath))
    , m_popup(new CompletionPopup(editor))
    , m_callTip(new CallTip(editor))
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(60);
    m_soon.setSingleShot(true);
    connect(&m_delay, &QTimer::timeout, this, [this] { start(Cause::Typing); });
    connect(&m_soon, &QTimer::timeout, this, [this] {
        if (m_popup->isVisible())
            start(Cause::Typing);
        if (m_callWanted)
            updateCallTip();
    });
    connect(editor, &QsciScintillaBase::SCN_CHARADDED, this, &Completion::characterAdded);
    connect(editor, &SqlEditor::edited, this, [this](qint64 offset, qint64 removed, qint64 inserted) {
        // A parenthesis may have come with its other half.
        if (removed == 0 && inserted > 0 && inserted <= 2 && !m_inserting) {
            const QByteArray typed = m_editor->bytesOf({offset, inserted});
            m_callWanted = m_callWanted || typed.startsWith('(') || typed == ",";
        }
        edited();
    });
    connect(editor, &SqlEditor::cursorMoved, this, &Completion::moved);
    connect(m_popup, &CompletionPopup::accepted, this, &Completion::accept);
    connect(m_popup, &CompletionPopup::currentChanged, this, &Completion::document);
    connect(known, &KnownDatabase::keysArrived, this, [this] {
        if (m_popup->isVisible())
            start(Cause::Typing);
    });
    editor->installEventFilter(this);
}

Completion::~Completion() = default;

void Completion::setSnippets(
    std::vector<OfferedSnippet> snippets, std::function<void(const QString &, SqlEditor::Extent)> accept)
{
    m_snippets = std::move(snippets);
    m_acceptSnippet = std::move(accept);
}

Completion::Asked Completion::ask() const
{
    const TextAround around = textAround(*m_editor, m_editor->cursorByte());
    return {m_known->question(around.text, around.cursor, m_searchPath()), around.begin};
}

Proposals Completion::proposalsOf(const Asked &asked)
{
    Proposals proposals = query::complete::complete(*asked.question.index, asked.question.request());
    for (Proposal &proposal : proposals) {
        proposal.begin += asked.begin;
        proposal.end += asked.begin;
    }
    return proposals;
}

// At the beginning of a statement and beside keywords: where those stand, a snippet may.
void Completion::addSnippets(Proposals &proposals, const QString &typed) const
{
    const qint64 cursor = m_editor->cursorByte();
    const qint64 begin = cursor - typed.toUtf8().size();
    const bool isMember = begin > 0 && m_editor->bytesOf({begin - 1, 1}) == ".";
    if (typed.isEmpty() || isMember)
        return;
    Proposals found;
    for (const OfferedSnippet &snippet : m_snippets) {
        if (snippet.name.startsWith(typed, Qt::CaseInsensitive))
            found.push_back(
                {.text = snippet.name,
                 .begin = qsizetype(begin),
                 .end = qsizetype(cursor),
                 .label = snippet.name,
                 .detail = tr("snippet"),
                 .why = snippet.description});
    }
    // One that is called just so comes first, others behind what the database has.
    const bool isExact = !found.empty() && found.front().text.compare(typed, Qt::CaseInsensitive) == 0;
    proposals.insert(isExact ? proposals.begin() : proposals.end(), found.begin(), found.end());
}

QString Completion::typedBefore(qint64 cursor) const
{
    const qint64 from = qMax(cursor - LongestWord, qint64(0));
    const QByteArray before = m_editor->bytesOf({from, cursor - from});
    qsizetype at = before.size();
    while (at > 0 && isWord(before.at(at - 1)))
        --at;
    return QString::fromUtf8(before.sliced(at));
}

QString Completion::typedOf(const Proposal &proposal) const
{
    return QString::fromUtf8(m_editor->bytesOf({proposal.begin, m_editor->cursorByte() - proposal.begin}));
}

void Completion::characterAdded(int character)
{
    if (m_inserting)
        return;
    if (!m_whileTyping || m_popup->isVisible())
        return;
    const qint64 cursor = m_editor->cursorByte();
    const QString typed = typedBefore(cursor);
    const QByteArray before = m_editor->bytesOf({qMax(cursor - 40, qint64(0)), qMin(cursor, qint64(40))});
    bool wanted = character == '.' && before.size() > 1
               && (isWord(before.at(before.size() - 2)) || before.at(before.size() - 2) == '"');
    if (!typed.isEmpty() && !typed.front().isDigit()) {
        const QByteArray head = before.chopped(qMin(before.size(), typed.toUtf8().size()));
        // Parameters and psql's commands are not of the database.
        wanted = !head.endsWith('\\') && !head.endsWith('$') && (!head.endsWith(':') || head.endsWith("::"));
    } else if (character == ' ') {
        static constexpr std::array words{"from"_L1, "join"_L1, "into"_L1, "update"_L1, "on"_L1};
        const QString word = typedBefore(cursor - 1);
        wanted =
            std::ranges::any_of(words, [&](QLatin1String one) { return word.compare(one, Qt::CaseInsensitive) == 0; });
    }
    if (wanted)
        m_delay.start();
    else
        m_delay.stop();
}

void Completion::edited()
{
    m_isStale = true;
    m_documented.drop();
    if (!m_inserting && (m_popup->isVisible() || m_callTip->isVisible() || m_callWanted))
        m_soon.start(0);
}

// By hand, and not by what was typed.
void Completion::moved()
{
    if (m_callTip->isVisible())
        m_soon.start(0);
    if (!m_popup->isVisible() || m_soon.isActive() || m_isStale)
        return;
    const Proposals &shown = m_popup->proposals();
    const qint64 cursor = m_editor->cursorByte();
    if (shown.empty() || cursor < shown.front().begin || cursor > shown.front().end)
        hide();
    else
        start(Cause::Typing);
}

void Completion::complete() { start(Cause::Hand); }

void Completion::start(Cause cause)
{
    m_delay.stop();
    const bool isOfOneCursor = m_editor->SendScintilla(QsciScintillaBase::SCI_GETSELECTIONS) == 1;
    if (m_editor->isReadOnly() || (!isOfOneCursor && cause == Cause::Typing))
        return hide();
    if (!m_known->index()) {
        hide();
        if (cause == Cause::Hand)
            QToolTip::showText(
                caretAt(*m_editor, m_editor->cursorByte()).bottomLeft(),
                m_known->connection()->isConnected() ? tr("The catalog of the database is still being read.")
                                                     : tr("Not connected: no names are known."),
                m_editor);
        return;
    }
    const qint64 cursor = m_editor->cursorByte();
    const Asked asked = ask();
    m_isStale = false;
    m_asked.ask(
        this, QtConcurrent::run([asked] { return proposalsOf(asked); }),
        [this, cause, cursor](const Proposals &proposals) {
            if (m_editor->cursorByte() == cursor && !m_isStale)
                arrived(cause, proposals);
        });
}

void Completion::arrived(Cause cause, Proposals proposals)
{
    m_known->askForKeys();
    const qint64 cursor = m_editor->cursorByte();
    addSnippets(proposals, typedBefore(cursor));
    const bool isDone = proposals.size() == 1 && typedOf(proposals.front()) == proposals.front().text;
    if (proposals.empty() || (cause == Cause::Typing && isDone)) {
        hide();
        if (cause == Cause::Hand)
            QToolTip::showText(
                caretAt(*m_editor, cursor).bottomLeft(), tr("Nothing is known that fits here."), m_editor);
        return;
    }
    if (!m_editor->hasFocus() && !m_editor->viewport()->hasFocus() && cause == Cause::Typing)
        return hide();
    const bool isFirst = !m_popup->isVisible();
    const qint64 begin = proposals.front().begin;
    m_popup->setProposals(std::move(proposals));
    m_popup->setProperty("byHand", isFirst ? cause == Cause::Hand : m_popup->property("byHand").toBool());
    m_popup->showAt(caretAt(*m_editor, begin));
    document();
}

void Completion::document()
{
    const int row = m_popup->currentRow();
    if (row < 0 || std::size_t(row) >= m_popup->proposals().size() || !m_known->index())
        return;
    const Proposal &proposal = m_popup->proposals()[std::size_t(row)];
    const Asked asked = ask();
    if (m_isStale || proposal.begin < asked.begin || proposal.end > asked.begin + asked.question.text.size())
        return;
    m_documented.ask(
        this, QtConcurrent::run(documentationOf, asked.question, proposal, qsizetype(asked.begin)),
        [this](const QString &text) { m_popup->setDocumentation(text); });
}

// Enter goes on in the text where nothing was begun, or where all is typed already.
bool Completion::acceptsEnter() const
{
    const int row = m_popup->currentRow();
    if (row < 0)
        return false;
    const Proposal &proposal = m_popup->proposals()[std::size_t(row)];
    const QString typed = typedOf(proposal);
    if (typed.compare(proposal.text, Qt::CaseInsensitive) == 0)
        return false;
    return m_popup->isChosen() || !typed.isEmpty() || m_popup->property("byHand").toBool();
}

void Completion::accept(int row)
{
    if (row < 0)
        return hide();
    Proposals proposals = m_popup->proposals();
    // Typed on meanwhile: what is first now is what was meant. Some milliseconds, once.
    if (m_isStale) {
        const bool isChosen = m_popup->isChosen();
        const QString chosen = proposals[std::size_t(row)].text;
        proposals = proposalsOf(ask());
        addSnippets(proposals, typedBefore(m_editor->cursorByte()));
        const auto found = std::ranges::find(proposals, chosen, &Proposal::text);
        row = isChosen && found != proposals.end() ? int(found - proposals.begin()) : 0;
    }
    hide();
    if (std::size_t(row) < proposals.size())
        insert(proposals[std::size_t(row)]);
}

void Completion::insert(const Proposal &proposal)
{
    const bool isSnippet = std::ranges::any_of(m_snippets, [&](const OfferedSnippet &snippet) {
        return proposal.kind == ProposalKind::Keyword && proposal.detail == tr("snippet")
            && snippet.name == proposal.text;
    });
    if (isSnippet && m_acceptSnippet)
        return m_acceptSnippet(proposal.text, {proposal.begin, proposal.end - proposal.begin});
    QByteArray text = proposal.text.toUtf8();
    qint64 cursor = proposal.begin + text.size();
    const QByteArray next = m_editor->bytesOf({proposal.end, 1});
    const bool isCall = proposal.kind == ProposalKind::Function || proposal.kind == ProposalKind::Procedure;
    bool hasArguments = false;
    if (isCall && next != "(" && !text.endsWith(')')) {
        const QString name = proposal.text.section(u'.', -1).remove(u'"');
        const auto [first, last] = m_known->index()->functionRange(name);
        bool isBare = first < last;
        for (qsizetype i = first; i < last; ++i) {
            const query::complete::Signature &one = m_known->index()->functions()[std::size_t(i)];
            isBare = isBare && one.isBare;
            hasArguments = hasArguments || one.most > 0;
        }
        if (!isBare) {
            text += "()";
            cursor += hasArguments || first == last ? 1 : 2;
        }
    }
    const bool isQualifier = proposal.kind == ProposalKind::Schema || proposal.kind == ProposalKind::Alias;
    if (isQualifier && next != "." && !text.endsWith('.')) {
        text += '.';
        ++cursor;
    }
    m_inserting = true;
    m_editor->replaceBytes({proposal.begin, proposal.end - proposal.begin}, text);
    m_editor->setCursorByte(cursor);
    m_inserting = false;
    if (hasArguments) {
        m_callWanted = true;
        m_soon.start(0);
    }
    if (isQualifier && m_whileTyping)
        m_delay.start();
}

void Completion::showCallTip()
{
    m_callWanted = true;
    updateCallTip();
}

void Completion::updateCallTip()
{
    if (!m_known->index())
        return;
    const Asked asked = ask();
    const qint64 cursor = m_editor->cursorByte();
    const auto look = [question = asked.question] { return callAt(*question.index, question.request()); };
    using Call = std::optional<query::complete::CallAtCursor>;
    m_callAsked.ask(this, QtConcurrent::run(look), [this, begin = asked.begin, cursor](const Call &call) {
        if (m_editor->cursorByte() != cursor)
            return; // the next answer is on its way
        if (!call || !m_callWanted) {
            m_callWanted = false;
            return m_callTip->hide();
        }
        m_callTip->showCall(*call, caretAt(*m_editor, begin + call->begin));
    });
}

void Completion::hide()
{
    m_delay.stop();
    m_asked.drop();
    m_documented.drop();
    m_popup->hide();
}

bool Completion::isOurKey(int key, Qt::KeyboardModifiers modifiers) const
{
    if ((modifiers & ~Qt::KeypadModifier) != 0)
        return false;
    switch (key) {
    case Qt::Key_Escape:
        return m_popup->isVisible() || m_callTip->isVisible();
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
    case Qt::Key_Tab:
        return m_popup->isVisible();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return m_popup->isVisible() && acceptsEnter();
    default:
        return false;
    }
}

bool Completion::handleKey(int key, Qt::KeyboardModifiers modifiers)
{
    if (!isOurKey(key, modifiers)) {
        // The next line is begun, or the cursor goes elsewhere.
        if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Home || key == Qt::Key_End)
            hide();
        return false;
    }
    switch (key) {
    case Qt::Key_Escape:
        if (m_popup->isVisible()) {
            hide();
        } else {
            m_callWanted = false;
            m_callTip->hide();
        }
        break;
    case Qt::Key_Up:
        m_popup->move(-1);
        break;
    case Qt::Key_Down:
        m_popup->move(1);
        break;
    case Qt::Key_PageUp:
        m_popup->movePage(-1);
        break;
    case Qt::Key_PageDown:
        m_popup->movePage(1);
        break;
    default:
        accept(m_popup->currentRow());
        break;
    }
    return true;
}

bool Completion::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (event->type() == QEvent::KeyPress)
            return handleKey(key->key(), key->modifiers());
        if (isOurKey(key->key(), key->modifiers())) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::FocusOut || event->type() == QEvent::Hide || event->type() == QEvent::Wheel) {
        hide();
        m_callTip->hide();
    }
    return QObject::eventFilter(watched, event);
}

} // namespace howdah::ui

// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/assist/nameguide.h"

#include "catalog/ddl.h"
#include "catalog/identifier.h"
#include "common/fonts.h"
#include "common/tooltips.h"
#include "connect/connectioncontroller.h"
#include "operations/assist/dependents.h"
#include "query/assist/completionpopup.h"
#include "query/assist/textaround.h"

#include <QHelpEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QToolTip>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using query::complete::NameMeaning;
using query::complete::ProposalKind;
using query::complete::TextEdit;

namespace {

constexpr int MostColumns = 20;
constexpr int MostLines = 12;

// The first lines of a text.
QStringList firstLines(const QString &text, int most)
{
    QStringList lines = text.split(u'\n').first(qMin(qsizetype(most), text.count(u'\n') + 1));
    for (QString &line : lines)
        line = oneLine(line, 120);
    if (text.count(u'\n') + 1 > most)
        lines << u"…"_s;
    return lines;
}

QStringList columnLines(const catalog::Catalog &catalog, catalog::Oid relation)
{
    QStringList lines;
    const auto columns = catalog.columnsOf(relation);
    for (const catalog::Column &column : columns) {
        if (lines.size() == MostColumns) {
            lines << NameGuide::tr("%n more columns", nullptr, int(columns.size()) - MostColumns);
            break;
        }
        lines << u"    %1 %2%3"_s.arg(
            oneLine(column.name, 60), oneLine(column.type, 60), column.notNull ? u" not null"_s : QString());
    }
    return lines;
}

} // namespace

NameGuide::NameGuide(
    SqlEditor *editor, KnownDatabase *known, const ServerCheck *check, std::function<QStringList()> searchPath,
    QObject *parent)
    : QObject(parent)
    , m_editor(editor)
    , m_known(known)
    , m_check(check)
    , m_searchPath(std::move(searchPath))
    , m_uses(new UsesPopup(editor))
    , m_rename(new QLineEdit(editor->viewport()))
{
    m_rename->setObjectName(u"renameField"_s);
    m_rename->hide();
    m_rename->setFont(fixedFont());
    m_rename->setAccessibleName(tr("New name of the alias"));
    m_rename->setToolTip(tr("Enter renames it wherever the statement uses it, Esc leaves it as it is"));
    m_rename->installEventFilter(this);
    connect(m_uses, &UsesPopup::chosen, this, [this](const UsesPopup::Use &use) { open(use.relation, use.function); });
    connect(editor, &SqlEditor::edited, this, [this] { m_tipAsked.drop(); });
    editor->viewport()->installEventFilter(this);
}

QRect NameGuide::caret() const { return caretAt(*m_editor, m_editor->cursorByte()); }

NameGuide::Place NameGuide::placeAt(qint64 byte) const
{
    const TextAround around = textAround(*m_editor, byte);
    return {m_known->question(around.text, around.cursor, m_searchPath()), around.begin};
}

// Calls `handler` with the meaning and where the text that it was looked up in begins.
template <typename Handler>
void NameGuide::askMeaning(Latest &latest, qint64 byte, Handler handler)
{
    if (!m_known->index())
        return handler(Meaning(), qint64(0));
    const Place place = placeAt(byte);
    const auto look = [question = place.question] {
        return query::complete::nameAt(*question.index, question.request());
    };
    latest.ask(this, QtConcurrent::run(look), [handler, begin = place.begin](const Meaning &meaning) {
        handler(meaning, begin);
    });
}

void NameGuide::say(const QString &text)
{
    m_tip = text;
    QToolTip::showText(caret().bottomLeft(), plainToolTip(text), m_editor);
    Q_EMIT tipShown();
}

QString NameGuide::tipOf(const Meaning &meaning, qint64 byte) const
{
    QStringList lines;
    if (meaning) {
        const QString type = oneLine(meaning->type, 200);
        lines << (type.isEmpty() ? oneLine(meaning->name, 300) : u"%1 · %2"_s.arg(oneLine(meaning->name, 300), type));
        if (!meaning->comment.isEmpty())
            lines << firstLines(meaning->comment, 4);
        const bool isRelation = meaning->oid != 0 && meaning->column == 0 && meaning->kind != ProposalKind::Function;
        if (isRelation && m_known->index())
            lines << columnLines(m_known->index()->catalog(), meaning->oid);
        if (!meaning->definition.isEmpty() && (!isRelation || lines.size() < MostLines))
            lines << firstLines(meaning->definition, MostLines);
    } else if (const QStringList result = m_check->resultAt(byte); !result.isEmpty()) {
        lines << tr("Answers:");
        for (const QString &column : result.first(qMin(qsizetype(MostColumns), result.size())))
            lines << u"    "_s + column;
        if (result.size() > MostColumns)
            lines << tr("%n more columns", nullptr, int(result.size()) - MostColumns);
    }
    return lines.join(u'\n');
}

void NameGuide::showTipAt(qint64 byte, QPoint global)
{
    askMeaning(m_tipAsked, byte, [this, byte, global](const Meaning &meaning, qint64) {
        m_tip = tipOf(meaning, byte);
        if (m_tip.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(global, plainToolTip(m_tip), m_editor->viewport());
        Q_EMIT tipShown();
    });
}

void NameGuide::describe() { showTipAt(m_editor->cursorByte(), caret().bottomLeft()); }

void NameGuide::goToDefinition()
{
    const qint64 cursor = m_editor->cursorByte();
    askMeaning(m_asked, cursor, [this, cursor](const Meaning &meaning, qint64 begin) {
        if (m_editor->cursorByte() != cursor)
            return;
        if (!meaning)
            return say(tr("Nothing is known of what is here."));
        goTo(*meaning, begin);
    });
}

void NameGuide::goTo(const NameMeaning &meaning, qint64 begin)
{
    if (meaning.definedAt >= 0 && meaning.definedAt != meaning.begin) {
        m_editor->setCursorByte(begin + meaning.definedAt);
        return;
    }
    if (meaning.kind == ProposalKind::Function)
        return open(0, meaning.oid);
    if (meaning.oid == 0)
        return say(tr("%1 is defined here.").arg(oneLine(meaning.name, 100)));
    open(meaning.oid, 0);
}

void NameGuide::openText(const QString &title, catalog::Oid oid)
{
    const QString text = catalog::ddlOf(m_known->index()->catalog(), oid);
    if (text.isEmpty())
        return say(tr("Its definition is part of PostgreSQL or of an extension."));
    Q_EMIT textWanted(title, text.toUtf8());
}

// Views and functions are texts, other relations have a place of their own.
void NameGuide::open(catalog::Oid relation, catalog::Oid function)
{
    if (!m_known->index())
        return;
    const catalog::Catalog &catalog = m_known->index()->catalog();
    if (const catalog::Function *found = catalog.function(function))
        return openText(found->name, function);
    const catalog::Relation *found = catalog.relation(relation);
    if (!found)
        return say(tr("Its definition is part of PostgreSQL or of an extension."));
    const bool isView =
        found->kind == catalog::RelationKind::View || found->kind == catalog::RelationKind::MaterializedView;
    if (isView)
        return openText(found->name, relation);
    Q_EMIT objectWanted(found->schema, found->name);
}

void NameGuide::findUses()
{
    const qint64 cursor = m_editor->cursorByte();
    askMeaning(m_asked, cursor, [this, cursor](const Meaning &meaning, qint64) {
        if (m_editor->cursorByte() != cursor)
            return;
        if (!meaning || meaning->oid == 0)
            return say(tr("This is not an object of the database."));
        showUses(*meaning);
    });
}

// What the server knows first; bodies of functions are texts to it, so those that name it come behind, as such.
static std::vector<UsesPopup::Use> usesFrom(
    const std::vector<operations::Dependent> &known, const std::vector<query::complete::NameUse> &named,
    const catalog::Catalog &catalog)
{
    std::vector<UsesPopup::Use> uses;
    QSet<QString> seen;
    for (const operations::Dependent &one : known) {
        const bool isFunction = catalog.function(one.object) != nullptr;
        uses.push_back(
            {one.kind, one.identity, NameGuide::tr("the server knows that it depends on it"), one.relation,
             isFunction ? one.object : 0});
        seen.insert(one.identity.section(u'(', 0, 0));
    }
    for (const query::complete::NameUse &one : named) {
        if (one.kind != u"function" || seen.contains(one.name)) // of views and triggers the server knows
            continue;
        seen.insert(one.name);
        const auto function = std::ranges::find_if(catalog.functions, [&](const catalog::Function &found) {
            return catalog::qualifiedName(found.schema, found.name) == one.name;
        });
        uses.push_back(
            {one.kind, one.name, NameGuide::tr("its text has the word"), 0,
             function != catalog.functions.end() ? function->oid : 0});
    }
    return uses;
}

void NameGuide::showUses(const NameMeaning &meaning)
{
    const bool isFunction = meaning.kind == ProposalKind::Function;
    const query::complete::SharedIndex index = m_known->index();
    const catalog::Function *function = isFunction ? index->catalog().function(meaning.oid) : nullptr;
    const catalog::Relation *relation = isFunction ? nullptr : index->catalog().relation(meaning.oid);
    const catalog::Column *column =
        meaning.column != 0 ? index->catalog().column(meaning.oid, meaning.column) : nullptr;
    const QString word = column ? column->name : function ? function->name : relation ? relation->name : QString();
    const auto session = m_known->connection()->takeSession(connection::SessionRole::Reader, tr("uses of a name"));
    if (!session)
        return say(howdah::describe(session.error()));
    const connection::Statement statement = operations::dependentsStatement(
        isFunction ? operations::DependedOn::Function : operations::DependedOn::Relation, meaning.oid, meaning.column);
    m_usesAsked.ask(
        this, (*session)->query(statement),
        [this, session = *session, index, word, name = meaning.name](const Result<connection::Answer> &answer) {
            if (!answer)
                return m_uses->showText(name, howdah::describe(answer.error()), caret());
            const auto search = [index, word, known = operations::dependents(*answer)] {
                return usesFrom(known, query::complete::usesOf(index->catalog(), word), index->catalog());
            };
            using Uses = std::vector<UsesPopup::Use>;
            m_usesAsked.ask(this, QtConcurrent::run(search), [this, name](const Uses &uses) {
                m_uses->showUses(name, uses, caret());
            });
        });
}

// From the first to the last as one text, which is one step to undo.
void NameGuide::apply(const std::vector<TextEdit> &edits, qint64 begin)
{
    if (edits.empty())
        return;
    const qint64 from = begin + edits.front().begin;
    const qint64 to = begin + edits.back().end;
    QByteArray text = m_editor->bytesOf({from, to - from});
    const qint64 cursor = m_editor->cursorByte();
    qint64 moved = cursor;
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
        const QByteArray now = edit->text.toUtf8();
        text.replace(qsizetype(begin + edit->begin - from), edit->end - edit->begin, now);
        if (begin + edit->end <= cursor)
            moved += now.size() - (edit->end - edit->begin);
        else if (begin + edit->begin < cursor)
            moved = moved - cursor + begin + edit->begin + now.size();
    }
    m_editor->replaceBytes({from, to - from}, text);
    m_editor->setCursorByte(moved);
}

void NameGuide::expandStar()
{
    if (!m_known->index())
        return say(tr("The catalog of the database is not known yet."));
    const Place place = placeAt(m_editor->cursorByte());
    const auto edits = query::complete::expandStar(*place.question.index, place.question.request());
    if (edits.empty())
        return say(tr("There is no * at the cursor whose columns are known."));
    apply(edits, place.begin);
}

void NameGuide::renameAlias()
{
    if (!m_known->index())
        return say(tr("The catalog of the database is not known yet."));
    const Place place = placeAt(m_editor->cursorByte());
    // A name that nothing else can have: is there something to be renamed?
    const auto edits =
        query::complete::renameAlias(*place.question.index, place.question.request(), u"howdah rename probe"_s);
    if (edits.empty())
        return say(tr("There is no alias of this statement at the cursor."));
    const QByteArray written = place.question.text.sliced(edits.front().begin, edits.front().end - edits.front().begin);
    QString name = QString::fromUtf8(written);
    if (name.size() > 1 && name.startsWith(u'"') && name.endsWith(u'"'))
        name = name.sliced(1).chopped(1).replace(u"\"\""_s, u"\""_s);
    startRename(place, name);
}

void NameGuide::startRename(Place place, const QString &name)
{
    m_renamed = std::move(place);
    m_oldName = name;
    m_rename->setProperty("problem", false);
    m_rename->setText(name);
    m_rename->selectAll();
    const QPoint at = m_editor->viewport()->mapFromGlobal(caret().topLeft());
    const int width = qMax(zoomed(160), m_rename->fontMetrics().horizontalAdvance(name) + zoomed(60));
    m_rename->resize(width, m_rename->sizeHint().height());
    m_rename->move(
        std::clamp(at.x() - 20, 0, qMax(0, m_editor->viewport()->width() - width)),
        std::clamp(at.y() - 4, 0, qMax(0, m_editor->viewport()->height() - m_rename->height())));
    m_rename->show();
    m_rename->setFocus();
}

void NameGuide::finishRename()
{
    const QString wanted = m_rename->text().trimmed();
    const KnownDatabase::Question &question = m_renamed.question;
    // The text may have been changed by something else meanwhile.
    const bool isSame = m_editor->bytesOf({m_renamed.begin, question.text.size()}) == question.text;
    std::vector<TextEdit> edits;
    if (wanted != m_oldName && isSame) {
        edits = query::complete::renameAlias(*question.index, question.request(), wanted);
        if (edits.empty()) {
            m_rename->setProperty("problem", true);
            QToolTip::showText(
                m_rename->mapToGlobal(QPoint(0, m_rename->height())),
                tr("The statement has this name already, or it is not a name."), m_rename);
            return;
        }
    }
    m_rename->hide();
    m_editor->setFocus();
    apply(edits, m_renamed.begin);
}

// Its keys end here: the text beneath it would take them, too.
bool NameGuide::takeRenameKey(QEvent *event)
{
    if (event->type() == QEvent::FocusOut)
        m_rename->hide();
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return false;
    const int key = static_cast<QKeyEvent *>(event)->key();
    const bool isEnter = key == Qt::Key_Return || key == Qt::Key_Enter;
    if (!isEnter && key != Qt::Key_Escape)
        return false;
    event->accept();
    if (event->type() == QEvent::ShortcutOverride)
        return true;
    if (isEnter) {
        finishRename();
    } else {
        m_rename->hide();
        m_editor->setFocus();
    }
    return true;
}

// Ctrl+click.
bool NameGuide::takeMouse(const QEvent &event)
{
    const auto &mouse = static_cast<const QMouseEvent &>(event);
    const bool isOurs = mouse.button() == Qt::LeftButton && mouse.modifiers() == Qt::ControlModifier;
    const qint64 byte = isOurs ? byteAt(mouse.position().toPoint()) : -1;
    if (event.type() == QEvent::MouseButtonPress) {
        m_pressed = byte >= 0;
        return m_pressed;
    }
    if (!std::exchange(m_pressed, false))
        return false;
    if (byte >= 0) {
        m_editor->setCursorByte(byte);
        goToDefinition();
    }
    return true;
}

qint64 NameGuide::byteAt(QPoint point) const
{
    return m_editor->SendScintilla(
        QsciScintillaBase::SCI_POSITIONFROMPOINTCLOSE, static_cast<unsigned long>(point.x()), long(point.y()));
}

bool NameGuide::isWrongAt(qint64 byte) const
{
    const auto holds = [byte](const SqlEditor::Problem &problem) {
        return byte >= problem.place.offset && byte < problem.place.offset + qMax(problem.place.size, qint64(1));
    };
    return std::ranges::any_of(m_editor->problems(SqlEditor::Finder::Run), holds)
        || std::ranges::any_of(m_editor->problems(SqlEditor::Finder::Check), holds);
}

bool NameGuide::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Destroy) // the field is none any more
        return false;
    if (watched == m_rename)
        return takeRenameKey(event);
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const qint64 byte = byteAt(help->pos());
        if (byte < 0 || isWrongAt(byte))
            return false; // what is wrong there counts more, and the editor says it
        showTipAt(byte, help->globalPos());
        return true;
    }
    if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonRelease)
        return takeMouse(*event);
    return QObject::eventFilter(watched, event);
}

} // namespace howdah::ui

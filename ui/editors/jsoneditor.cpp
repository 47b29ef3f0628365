// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/jsoneditor.h"

#include "base/figures.h"
#include "base/whendone.h"
#include "value/valuetext.h"
#include "common/icons.h"
#include "common/widgets.h"
#include "editors/rawtext.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QSplitter>
#include <QThreadPool>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// A text of this length is checked within a millisecond: no need to bother a worker.
static constexpr qint64 checkedAtOnce = 32 * 1024;

// Giving back the memory of a long document takes some milliseconds.
template <typename Value>
static void freeElsewhere(const Value *value)
{
    QThreadPool::globalInstance()->start([value] { delete value; });
}

JsonEditor::JsonEditor(QWidget *parent)
    : CellEditor(parent)
    , m_text(new RawText(RawText::Language::Json, this))
    , m_tree(new QTreeView(this))
    , m_model(new JsonTreeModel(this))
    , m_finder(new QLineEdit(this))
    , m_verdict(mutedLabel({}, this))
    , m_delay(new QTimer(this))
{
    m_delay->setSingleShot(true);
    buildTree();
    buildActions();
    buildLayout();
    watch(m_text, Lines::Many);
    watch(m_tree);
    watch(m_finder, Lines::Many);
    connect(m_delay, &QTimer::timeout, this, [this] { check(); });
    connect(m_text, &RawText::loaded, this, [this] { check(); });
    connect(m_text, &RawText::bytesChanged, this, [this] { textChanged(); });
    connect(m_model, &JsonTreeModel::replacementWanted, this, &JsonEditor::replace);
    connect(m_model, &JsonTreeModel::refused, this, [this](const QString &why) { m_verdict->setText(why); });
    connect(m_finder, &QLineEdit::returnPressed, this, &JsonEditor::findNext);
    connect(m_finder, &QLineEdit::textEdited, this, [this] { find(0); });
}

JsonEditor::~JsonEditor() { m_stop.request_stop(); }

void JsonEditor::buildTree()
{
    m_tree->setModel(m_model);
    m_tree->setUniformRowHeights(true);
    m_tree->setAlternatingRowColors(false);
    m_tree->setAccessibleName(tr("JSON as a tree"));
    m_tree->setFont(fixedFont());
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setTextElideMode(Qt::ElideRight);
    m_tree->header()->setStretchLastSection(true);
    m_tree->header()->resizeSection(0, 140);
    m_tree->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &now) {
        if (!m_ownSelection)
            selectInText(now);
    });
}

void JsonEditor::buildActions()
{
    m_format = new QAction(icon(u"format-indent-more"_s), tr("Format"), this);
    m_format->setToolTip(tr("Format with one member per line; only whitespace changes"));
    connect(m_format, &QAction::triggered, this, &JsonEditor::format);
    m_add = new QAction(icon(u"list-add"_s), tr("Add"), this);
    m_add->setToolTip(tr("Add a member or element (Insert)"));
    m_add->setShortcut(Qt::Key_Insert);
    m_remove = new QAction(icon(u"list-remove"_s), tr("Remove"), this);
    m_remove->setToolTip(tr("Remove the member or element (Delete)"));
    m_remove->setShortcut(QKeySequence::Delete);
    for (QAction *action : {m_add, m_remove})
        action->setShortcutContext(Qt::WidgetShortcut);
    connect(m_add, &QAction::triggered, this, [this] { m_model->addNode(m_tree->currentIndex()); });
    connect(m_remove, &QAction::triggered, this, [this] { m_model->removeNode(m_tree->currentIndex()); });
    auto *copyPath = new QAction(tr("Copy path"), this);
    connect(copyPath, &QAction::triggered, this, [this] {
        QGuiApplication::clipboard()->setText(m_model->jsonPath(m_tree->currentIndex()));
    });
    auto *copyValue = new QAction(tr("Copy value"), this);
    connect(copyValue, &QAction::triggered, this, [this] {
        const QByteArray spelling = m_tree->currentIndex().data(JsonTreeModel::SpellingRole).toByteArray();
        QGuiApplication::clipboard()->setText(data::decoded(spelling));
    });
    m_tree->addActions({m_add, m_remove, copyValue, copyPath});
    auto *find = new QAction(tr("Find"), this);
    find->setShortcut(QKeySequence::Find);
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QAction::triggered, this, [this] { m_finder->setFocus(); });
    addAction(find);
}

void JsonEditor::buildLayout()
{
    auto *bar = new QHBoxLayout;
    bar->setSpacing(space::tight);
    m_finder->setPlaceholderText(tr("Find"));
    m_finder->setAccessibleName(tr("Find in the JSON text"));
    addClearButton(m_finder);
    bar->addWidget(m_finder, 1);
    for (QAction *action : {m_add, m_remove, m_format}) {
        auto *face = new QToolButton(this);
        face->setDefaultAction(action);
        face->setToolButtonStyle(action == m_format ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
        face->setAutoRaise(true);
        face->setAccessibleName(action->text());
        bar->addWidget(face);
    }
    auto *split = new QSplitter(Qt::Vertical, this);
    split->addWidget(m_tree);
    split->addWidget(m_text);
    split->setChildrenCollapsible(false);
    m_verdict->setWordWrap(true);
    m_verdict->setAccessibleName(tr("Check"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::tight);
    layout->addLayout(bar);
    layout->addWidget(split, 1);
    layout->addWidget(m_verdict);
}

void JsonEditor::load(const data::CellValue &value)
{
    m_state = value.isText() ? data::CellValue::text(QByteArray("")) : value;
    m_loaded = value;
    m_checked = false;
    m_known.reset();
    m_text->setAccessibleName(tr("%1 as text").arg(subject().column.name));
    m_text->setBytes(value.bytes());
}

void JsonEditor::beginWith(const QString &text)
{
    setValue(data::CellValue::text(text));
    m_text->selectBytes(m_text->viewed().size(), m_text->viewed().size());
}

data::CellValue JsonEditor::current() const
{
    if (m_loaded)
        return *m_loaded;
    if (m_text->viewed().size() == 0)
        return m_state;
    return data::CellValue::text(m_checked ? m_known->bytes : m_text->rawBytes());
}

data::CellValue JsonEditor::beginning(qint64 most) const
{
    const bool isShort = m_loaded || m_checked || m_text->viewed().size() <= most;
    return isShort ? current() : data::CellValue::text(m_text->beginning(most));
}

void JsonEditor::applyReadOnly(bool readOnly)
{
    m_text->setReadOnly(readOnly);
    m_model->setEditable(!readOnly);
    for (QAction *action : {m_format, m_add, m_remove})
        action->setEnabled(!readOnly);
}

void JsonEditor::textChanged()
{
    m_state = data::CellValue::text(QByteArray(""));
    m_loaded.reset();
    m_checked = false;
    // Not from within the change: a check marks the text.
    m_delay->start(m_text->viewed().size() <= checkedAtOnce ? 0 : 150);
    touched();
}

void JsonEditor::check()
{
    m_delay->stop();
    m_stop.request_stop();
    m_stop = {};
    m_checks.drop();
    const auto work = [text = m_text->viewed(), softBreak = m_text->softBreak(),
                       stop = m_stop.get_token()]() -> Result<std::shared_ptr<const Check>> {
        const QByteArray joined = text.joined();
        auto index = JsonIndex::of(joined, softBreak, stop);
        if (!index)
            return fail(ErrorKind::Cancelled, QString());
        return std::shared_ptr<const Check>(
            new Check{*std::move(index), withoutSoftBreaks(joined, softBreak)}, freeElsewhere<Check>);
    };
    if (m_text->viewed().size() <= checkedAtOnce) {
        if (const auto done = work())
            checkDone(*done);
        return;
    }
    m_checks.ask(this, QtConcurrent::run(work), [this](const Result<std::shared_ptr<const Check>> &done) {
        if (done)
            checkDone(*done);
    });
}

std::vector<QList<int>> JsonEditor::expandedPaths() const
{
    std::vector<QList<int>> paths;
    const std::function<void(const QModelIndex &)> collect = [&](const QModelIndex &index) {
        if (!m_tree->isExpanded(index))
            return;
        paths.push_back(m_model->path(index));
        for (int row = 0; row < m_model->rowCount(index); ++row)
            collect(m_model->index(row, 0, index));
    };
    if (m_model->rowCount() > 0)
        collect(m_model->index(0, 0));
    return paths;
}

void JsonEditor::checkDone(std::shared_ptr<const Check> check)
{
    // The same places are open afterwards. While the text is no JSON, the tree of before stays as it was.
    m_checked = true;
    m_known = std::move(check);
    if (!m_known->index.problem()) {
        const bool isFirst = !m_model->jsonIndex();
        const auto open = expandedPaths();
        const QList<int> current = m_model->path(m_tree->currentIndex());
        m_ownSelection = true;
        m_model->setJsonIndex({m_known, &m_known->index});
        if (isFirst)
            m_tree->expand(m_model->index(0, 0));
        for (const QList<int> &path : open)
            m_tree->expand(m_model->at(path));
        if (!current.isEmpty())
            m_tree->setCurrentIndex(m_model->at(current));
        m_ownSelection = false;
    }
    showVerdict();
    Q_EMIT problemChanged(problem());
    Q_EMIT checked();
}

void JsonEditor::showVerdict()
{
    const bool isEmpty = m_text->viewed().size() == 0;
    const auto &problem = m_known->index.problem();
    m_tree->setEnabled(!problem);
    m_model->setEditable(!subject().readOnly && !problem);
    for (QAction *action : {m_format, m_add, m_remove})
        action->setEnabled(!subject().readOnly && !problem);
    m_text->markProblem(problem && !isEmpty ? problem->offset : -1);
    if (isEmpty) {
        m_model->setJsonIndex(nullptr);
        m_verdict->setText(stateWord(m_state));
    } else if (problem) {
        m_verdict->setText(
            tr("Line %L1, column %L2: %3").arg(problem->line).arg(problem->column).arg(problem->message));
    } else {
        m_verdict->setText(tr("JSON, %1").arg(sizeText(m_known->bytes.size())));
    }
}

QString JsonEditor::problem() const
{
    if (!isEdited() || !glance(1).isText())
        return {};
    if (!m_checked && m_text->viewed().size() > checkedAtOnce)
        return tr("The text is still being checked");
    const auto problem = m_checked ? m_known->index.problem() : jsonProblem(value().bytes());
    if (!problem)
        return {};
    return tr("Line %L1, column %L2: %3").arg(problem->line).arg(problem->column).arg(problem->message);
}

void JsonEditor::replace(qint64 from, qint64 to, const QByteArray &bytes)
{
    // The tree is that of an older text for as long as it is not checked.
    if (m_checked && !subject().readOnly)
        m_text->replaceBytes(from, to, bytes);
}

void JsonEditor::selectInText(const QModelIndex &index)
{
    if (index.isValid() && m_checked && !index.data(JsonTreeModel::IsGroupRole).toBool())
        m_text->selectBytes(
            index.data(JsonTreeModel::FromRole).toLongLong(), index.data(JsonTreeModel::ToRole).toLongLong());
}

void JsonEditor::format()
{
    if (!m_checked || subject().readOnly || m_known->index.problem())
        return;
    const auto work = [bytes = m_known->bytes]() -> Result<QByteArray> { return formattedJson(bytes); };
    whenDone(this, QtConcurrent::run(work), [this, revision = m_text->revision()](const Result<QByteArray> &done) {
        if (done && revision == m_text->revision())
            m_text->replaceAll(*done);
    });
}

// ---- finding

std::vector<std::pair<qint64, qint64>> findInBytes(const QByteArray &text, const QString &words, size_t most)
{
    std::vector<std::pair<QByteArray, QByteArray>> letters; // each as a small and as a capital letter
    for (const char32_t code : words.toUcs4()) {
        const QString letter = QString::fromUcs4(&code, 1);
        letters.emplace_back(letter.toLower().toUtf8(), letter.toUpper().toUtf8());
    }
    std::vector<std::pair<qint64, qint64>> hits;
    if (letters.empty())
        return hits;
    const auto endOf = [&](qsizetype at) -> qsizetype {
        for (const auto &[small, capital] : letters) {
            const QByteArrayView rest = QByteArrayView(text).sliced(at);
            if (rest.startsWith(small))
                at += small.size();
            else if (rest.startsWith(capital))
                at += capital.size();
            else
                return -1;
        }
        return at;
    };
    const char first = letters.front().first.front();
    const char other = letters.front().second.front();
    const char *bytes = text.constData();
    for (qsizetype at = 0; at < text.size() && hits.size() < most; ++at) {
        if (bytes[at] != first && bytes[at] != other)
            continue;
        if (const qsizetype end = endOf(at); end >= 0) {
            hits.emplace_back(at, end);
            at = end - 1;
        }
    }
    return hits;
}

void JsonEditor::findNext() { find(1); }
void JsonEditor::findPrevious() { find(-1); }

void JsonEditor::find(int step)
{
    const QString words = m_finder->text();
    if (words == m_searched && m_searchedRevision == m_text->revision()) {
        showHit(step);
        return;
    }
    const quint64 revision = m_text->revision();
    const auto work = [text = m_text->viewed(), words]() -> Result<std::vector<std::pair<qint64, qint64>>> {
        return findInBytes(text.joined(), words);
    };
    whenDone(this, QtConcurrent::run(work), [this, words, revision](const auto &hits) {
        if (!hits || words != m_finder->text() || revision != m_text->revision())
            return;
        m_searched = words;
        m_searchedRevision = revision;
        m_hits = *hits;
        const qint64 caret = m_text->caret();
        const auto next = std::ranges::lower_bound(m_hits, caret, {}, &std::pair<qint64, qint64>::first);
        m_hit = next == m_hits.end() ? 0 : next - m_hits.begin();
        showHit(0);
        Q_EMIT found(qsizetype(m_hits.size()));
    });
}

void JsonEditor::showHit(int step)
{
    if (m_hits.empty()) {
        m_verdict->setText(m_searched.isEmpty() ? QString() : tr("Not found"));
        return;
    }
    const qsizetype count = qsizetype(m_hits.size());
    m_hit = (m_hit + step + count) % count;
    const auto [from, to] = m_hits[size_t(m_hit)];
    m_text->selectBytes(from, to);
    m_verdict->setText(tr("%L1 of %L2").arg(m_hit + 1).arg(count));
}

} // namespace howdah::ui

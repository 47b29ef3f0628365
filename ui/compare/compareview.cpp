// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/compareview.h"

#include "base/figures.h"
#include "common/icons.h"
#include "common/secretmimedata.h"
#include "common/theme.h"
#include "common/widgets.h"
#include "prompt/models.h"
#include "prompt/tokens.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QListView>
#include <QLocale>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::DiffKind;

namespace {

constexpr int GutterDigits = 5;

// Whose line numbers stand before a row.
enum class Side { Both, Left, Right };

int gutterWidth(const QFontMetrics &metrics, Side side)
{
    return metrics.horizontalAdvance(u'0') * (side == Side::Both ? 2 * GutterDigits + 3 : GutterDigits + 2);
}

class CompareDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {100, QFontMetrics(fixedFont()).height() + 2};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto &model = *static_cast<const CompareModel *>(index.model());
        painter->save();
        painter->setFont(fixedFont());
        const QPalette &palette = option.palette;
        const CompareRow *left = model.left(index.row());
        if (left && left->folded)
            paintFold(painter, option, *left);
        else if (model.isSideBySide())
            paintBoth(painter, option, left, model.right(index.row()));
        else
            paintRow(painter, option, *left, Side::Both);
        if (option.state.testFlag(QStyle::State_HasFocus)) {
            painter->setPen(QPen(color(Tone::Accent, palette), 1));
            painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
        }
        painter->restore();
    }

private:
    static void paintFold(QPainter *painter, const QStyleOptionViewItem &option, const CompareRow &row)
    {
        painter->fillRect(option.rect, option.palette.color(QPalette::AlternateBase));
        painter->setFont(smallFont());
        painter->setPen(color(Surface::MutedText, option.palette));
        painter->drawText(
            option.rect.adjusted(gutterWidth(QFontMetrics(fixedFont()), Side::Both), 0, 0, 0),
            Qt::AlignVCenter | Qt::AlignLeft, CompareView::tr("%n equal lines", nullptr, row.count));
    }

    static void
    paintBoth(QPainter *painter, const QStyleOptionViewItem &option, const CompareRow *left, const CompareRow *right)
    {
        QStyleOptionViewItem half = option;
        half.rect.setWidth(option.rect.width() / 2 - 1);
        const auto paintHalf = [&](const CompareRow *row, Side side) {
            painter->save();
            painter->setClipRect(half.rect);
            if (row)
                paintRow(painter, half, *row, side);
            else // nothing of the kind is on this side
                painter->fillRect(half.rect, option.palette.color(QPalette::AlternateBase));
            painter->restore();
        };
        paintHalf(left, Side::Left);
        half.rect.moveLeft(half.rect.right() + 2);
        half.rect.setRight(option.rect.right());
        paintHalf(right, Side::Right);
        painter->fillRect(
            QRect(half.rect.left() - 1, option.rect.top(), 1, option.rect.height()),
            color(Surface::Border, option.palette));
    }

    static void paintRow(QPainter *painter, const QStyleOptionViewItem &option, const CompareRow &row, Side side)
    {
        const QPalette &palette = option.palette;
        const QFontMetrics metrics(fixedFont());
        const int gutter = gutterWidth(metrics, side);
        const Tone tone = row.kind == DiffKind::Removed ? Tone::Failed : Tone::Applied;
        QRect words = option.rect.adjusted(gutter, 0, 0, 0);
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        if (selected)
            painter->fillRect(option.rect, palette.color(QPalette::Highlight));
        else if (row.kind != DiffKind::Same)
            painter->fillRect(words, fill(tone, palette));
        const QColor ink = palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
        painter->setPen(selected ? ink : color(Surface::MutedText, palette));
        const int digits = metrics.horizontalAdvance(u'0') * GutterDigits;
        const auto number = [&](int at, int left) {
            if (at > 0)
                painter->drawText(
                    QRect(option.rect.left() + left, option.rect.top(), digits, option.rect.height()),
                    Qt::AlignRight | Qt::AlignVCenter, QString::number(at));
        };
        if (side != Side::Right)
            number(row.oldLine, 0);
        if (side != Side::Left)
            number(row.newLine, side == Side::Right ? 0 : digits + metrics.horizontalAdvance(u'0'));
        if (row.kind != DiffKind::Same && (row.oldLine > 0 || row.newLine > 0)) {
            painter->setPen(selected ? ink : color(tone, palette));
            painter->drawText(words, Qt::AlignVCenter | Qt::AlignLeft, row.kind == DiffKind::Removed ? u"−"_s : u"+"_s);
        }
        words.adjust(2 * metrics.horizontalAdvance(u'0'), 0, 0, 0);
        QString text = row.text;
        for (const CompareSpan &span : row.spans) {
            const int from = metrics.horizontalAdvance(text.left(span.from));
            const int width = metrics.horizontalAdvance(text.mid(span.from, span.length));
            QColor strong = color(tone, palette);
            strong.setAlphaF(0.28F);
            painter->fillRect(QRect(words.left() + from, words.top() + 1, width, words.height() - 2), strong);
            for (int i = span.from; i < span.from + span.length; ++i) {
                if (text[i] == u' ')
                    text[i] = u'·';
                else if (text[i] == u'\t')
                    text[i] = u'→';
            }
        }
        painter->setPen(ink);
        painter->drawText(words, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, text);
    }
};

} // namespace

// ---- the model

void CompareModel::setRows(std::shared_ptr<const CompareRows> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    m_pairs = m_rows && m_isSideBySide ? pairsOf(*m_rows) : std::vector<ComparePair>();
    endResetModel();
}

void CompareModel::setSideBySide(bool beside)
{
    m_isSideBySide = beside;
    setRows(m_rows);
}

const CompareRow *CompareModel::at(int row) const { return row < 0 ? nullptr : &m_rows->rows[size_t(row)]; }

const CompareRow *CompareModel::left(int line) const { return at(m_isSideBySide ? m_pairs[size_t(line)].left : line); }

const CompareRow *CompareModel::right(int line) const
{
    return at(m_isSideBySide ? m_pairs[size_t(line)].right : line);
}

int CompareModel::lineOf(int row) const
{
    if (!m_isSideBySide)
        return row;
    const auto found =
        std::ranges::find_if(m_pairs, [row](const ComparePair &pair) { return pair.left == row || pair.right == row; });
    return int(found - m_pairs.begin());
}

int CompareModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_rows ? 0 : int(m_isSideBySide ? m_pairs.size() : m_rows->rows.size());
}

static QString wordsOf(const CompareRow &row, int role)
{
    if (role == Qt::DisplayRole)
        return row.text;
    if (row.folded)
        return CompareView::tr("%n equal lines", nullptr, row.count);
    return row.kind == DiffKind::Removed ? CompareView::tr("removed: %1").arg(row.text)
         : row.kind == DiffKind::Added   ? CompareView::tr("added: %1").arg(row.text)
                                         : row.text;
}

QVariant CompareModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_rows)
        return {};
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    QStringList words;
    const CompareRow *before = left(index.row());
    const CompareRow *after = right(index.row());
    if (before)
        words << wordsOf(*before, role);
    if (after && after != before)
        words << wordsOf(*after, role);
    return words.join(role == Qt::DisplayRole ? u"\t"_s : u", "_s);
}

// ---- the view

CompareView::CompareView(QWidget *parent)
    : QWidget(parent)
{
    m_pool.setMaxThreadCount(1);
    m_next = new QAction(icon(u"go-down"), tr("Next change"), this);
    m_previous = new QAction(icon(u"go-up"), tr("Previous change"), this);
    m_next->setShortcut(Qt::Key_F7);
    m_previous->setShortcut(Qt::SHIFT | Qt::Key_F7);
    m_beside = new QAction(icon(u"view-split-left-right"), tr("Side by side"), this);
    m_beside->setCheckable(true);
    connect(m_beside, &QAction::toggled, this, [this](bool beside) {
        m_model.setSideBySide(beside);
        if (m_diff)
            build(); // the lines are broken at other places
    });
    auto *head = new QHBoxLayout;
    head->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    m_summary = mutedLabel();
    m_summary->setObjectName(u"compareSummary"_s);
    head->addWidget(m_summary, 1);
    for (QAction *action : {m_beside, m_previous, m_next}) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
        auto *face = new QToolButton;
        face->setDefaultAction(action);
        face->setAutoRaise(true);
        face->setAccessibleName(action->text());
        head->addWidget(face);
    }
    connect(m_next, &QAction::triggered, this, [this] { step(1); });
    connect(m_previous, &QAction::triggered, this, [this] { step(-1); });
    m_list = new QListView;
    m_list->setObjectName(u"compareRows"_s);
    m_list->setAccessibleName(tr("Differences"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new CompareDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    auto *copyAction = new QAction(tr("Copy"), m_list);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetShortcut);
    m_list->addAction(copyAction);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(copyAction, &QAction::triggered, this, &CompareView::copy);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(separator(Qt::Horizontal));
    column->addWidget(m_list, 1);
    m_resized.setSingleShot(true);
    m_resized.setInterval(100);
    connect(&m_resized, &QTimer::timeout, this, [this] {
        if (m_diff && columns() != m_columns)
            build();
    });
}

CompareView::~CompareView()
{
    m_stop.request_stop();
    m_pool.waitForDone();
}

void CompareView::clear()
{
    m_stop.request_stop();
    m_questions.drop();
    m_estimates.drop();
    m_diff.reset();
    m_before.clear();
    m_after.clear();
    m_tokens.clear();
    m_model.setRows(nullptr);
    m_summary->clear();
}

void CompareView::compare(const QString &before, const QString &after)
{
    if (m_diff && before == m_before && after == m_after)
        return;
    m_before = before;
    m_after = after;
    compareMade([before, after] { return std::pair(before, after); });
}

void CompareView::compare(Texts make)
{
    m_before.clear();
    m_after.clear();
    compareMade(std::move(make));
}

void CompareView::compareMade(Texts make)
{
    struct Made
    {
        std::pair<QString, QString> texts;
        std::shared_ptr<const prompt::Diff> diff;
    };
    m_diff.reset();
    m_tokens.clear();
    m_estimates.drop();
    m_summary->setText(tr("Comparing"));
    using Answer = Result<Made>;
    m_questions.ask(
        this,
        QtConcurrent::run(
            &m_pool,
            [make = std::move(make)]() -> Answer {
                Made made{make(), {}};
                made.diff = std::make_shared<const prompt::Diff>(prompt::lineDiff(made.texts.first, made.texts.second));
                return made;
            }),
        [this](const Answer &made) {
            if (!made)
                return;
            m_diff = made->diff;
            build();
            if (m_countsTokens)
                estimate(made->texts);
        });
}

// After the lines, which nobody is to wait for.
void CompareView::estimate(const std::pair<QString, QString> &texts)
{
    using Answer = Result<std::pair<qint64, qint64>>;
    m_estimates.ask(
        this,
        QtConcurrent::run(
            &m_pool,
            [texts]() -> Answer {
                return std::pair<qint64, qint64>(
                    prompt::estimateTokens(texts.first).likely, prompt::estimateTokens(texts.second).likely);
            }),
        [this](const Answer &tokens) {
            if (!tokens)
                return;
            const QLocale locale;
            const qint64 change = tokens->second - tokens->first;
            const QString sign = change < 0 ? u"\u2212"_s : u"+"_s;
            m_tokens = tr("about %1 tokens before, %2 now (%3)")
                           .arg(
                               countText(tokens->first), countText(tokens->second),
                               change == 0 ? u"\u00b10"_s : sign + countText(qAbs(change)));
            if (const auto cost = prompt::inputCostOf1000Calls(prompt::ModelFacts{.inputPrice = m_price}, qAbs(change));
                cost && change != 0)
                m_tokens += u", "_s
                          + tr("input of 1,000 calls: %1%2").arg(sign, locale.toString(*cost, 'f', *cost < 1 ? 4 : 2));
            updateSummary();
            Q_EMIT tokensShown();
        });
}

int CompareView::columns() const
{
    const QFontMetrics metrics(fixedFont());
    const int zero = metrics.horizontalAdvance(u'0');
    const bool beside = m_model.isSideBySide();
    const int width = m_list->viewport()->width() / (beside ? 2 : 1);
    return qMax(20, (width - gutterWidth(metrics, beside ? Side::Left : Side::Both)) / zero - 4);
}

// The lines at once, the words when they are known.
void CompareView::build()
{
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_columns = columns();
    using Answer = Result<std::shared_ptr<const CompareRows>>;
    const auto run = [this](CompareDetail detail) {
        return QtConcurrent::run(
            &m_pool, [diff = m_diff, columns = m_columns, detail, stop = m_stop.get_token()]() -> Answer {
                return compareRows(*diff, columns, detail, stop);
            });
    };
    m_questions.ask(this, run(CompareDetail::Lines), [this](const Answer &rows) {
        if (!rows)
            return;
        take(*rows, false);
        Q_EMIT linesShown();
    });
    m_questions.alsoAsk(this, run(CompareDetail::Words), [this](const Answer &rows) {
        if (!rows)
            return;
        take(*rows, true);
        Q_EMIT wordsShown();
    });
}

void CompareView::take(const std::shared_ptr<const CompareRows> &rows, bool keepPlace)
{
    const QModelIndex top = m_list->indexAt(QPoint(0, 0));
    const int place = keepPlace && top.isValid() ? top.row() : -1;
    const int current = keepPlace && m_list->currentIndex().isValid() ? m_list->currentIndex().row() : -1;
    m_model.setRows(rows);
    updateSummary();
    m_next->setEnabled(!rows->hunks.empty());
    m_previous->setEnabled(!rows->hunks.empty());
    if (current >= 0)
        m_list->setCurrentIndex(m_model.index(current));
    if (place >= 0)
        m_list->scrollTo(m_model.index(place), QAbstractItemView::PositionAtTop);
}

void CompareView::updateSummary()
{
    const CompareRows *rows = m_model.rows();
    if (!rows)
        return;
    QStringList parts;
    if (rows->same)
        parts << tr("No differences: both texts are the same");
    else
        parts << tr("%n changes", nullptr, int(rows->hunks.size())) << tr("%n lines added", nullptr, rows->added)
              << tr("%n lines removed", nullptr, rows->removed);
    if (!m_tokens.isEmpty())
        parts << m_tokens;
    m_summary->setText(parts.join(u" · "_s));
}

QString CompareView::summary() const { return m_summary->text(); }

void CompareView::step(int direction)
{
    const CompareRows *rows = m_model.rows();
    if (!rows || rows->hunks.empty())
        return;
    const int here = m_list->currentIndex().isValid() ? m_list->currentIndex().row() : -1;
    std::vector<int> hunks = rows->hunks;
    for (int &hunk : hunks)
        hunk = m_model.lineOf(hunk);
    int target = -1;
    if (direction > 0) {
        const auto next = std::ranges::upper_bound(hunks, here);
        target = next == hunks.end() ? hunks.front() : *next;
    } else {
        const auto next = std::ranges::lower_bound(hunks, here);
        target = next == hunks.begin() ? hunks.back() : *std::prev(next);
    }
    m_list->setCurrentIndex(m_model.index(target));
    m_list->scrollTo(m_model.index(target), QAbstractItemView::PositionAtCenter);
    m_list->setFocus();
}

void CompareView::copy()
{
    QModelIndexList chosen = m_list->selectionModel()->selectedIndexes();
    std::ranges::sort(chosen, {}, &QModelIndex::row);
    QStringList lines;
    const auto add = [&lines](const CompareRow &row) {
        const QString sign = row.kind == DiffKind::Removed ? u"-"_s : row.kind == DiffKind::Added ? u"+"_s : u" "_s;
        lines << (row.folded ? u"@@"_s : sign + row.text);
    };
    for (const QModelIndex &index : chosen) {
        const CompareRow *before = m_model.left(index.row());
        const CompareRow *after = m_model.right(index.row());
        if (before)
            add(*before);
        if (after && after != before)
            add(*after);
    }
    QGuiApplication::clipboard()->setMimeData(secretMimeData(lines.join(u'\n')));
}

void CompareView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_resized.start();
}

} // namespace howdah::ui

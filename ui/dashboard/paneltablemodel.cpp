// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/paneltablemodel.h"

#include "chart/course.h"
#include "chart/entitystyles.h"
#include "common/density.h"
#include "common/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QSet>
#include <QSortFilterProxyModel>
#include <QStyle>
#include <QStyledItemDelegate>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

// Draws an array of numbers as a small line; its words are those of a screen reader.
class CourseDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto course = index.data(PanelTableModel::CourseRole).value<QList<double>>();
        if (course.isEmpty()) {
            QStyledItemDelegate::paint(painter, option, index);
            return;
        }
        QStyleOptionViewItem ground = option;
        initStyleOption(&ground, index);
        ground.text.clear();
        const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
        style->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        paintCourse(
            *painter, QRectF(option.rect).adjusted(4, 4, -4, -4), {course.begin(), course.end()},
            isSelected ? option.palette.color(QPalette::HighlightedText) : entityColor(0, option.palette));
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QSize hint = QStyledItemDelegate::sizeHint(option, index);
        const bool isCourse = !index.data(PanelTableModel::CourseRole).value<QList<double>>().isEmpty();
        return isCourse ? QSize(CourseWidth, hint.height()) : hint;
    }
};

// Gaps stand at the end of an ascending order, before nothing that is a number.
class NumberSort final : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

protected:
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override
    {
        const QVariant a = left.data(PanelTableModel::SortRole);
        const QVariant b = right.data(PanelTableModel::SortRole);
        if (a.typeId() != QMetaType::Double || b.typeId() != QMetaType::Double)
            return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
        const double x = a.toDouble();
        const double y = b.toDouble();
        return std::isnan(x) || std::isnan(y) ? !std::isnan(x) && std::isnan(y) : x < y;
    }
};

} // namespace

void PanelTableModel::setTable(std::shared_ptr<const metrics::PanelTable> table)
{
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

int PanelTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_table ? 0 : int(m_table->rows.size());
}

int PanelTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_table ? 0 : int(m_table->headers.size());
}

QVariant PanelTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_table)
        return {};
    const bool isNumber = m_table->isNumber[size_t(index.column())];
    const QString &text = m_table->rows[size_t(index.row())][index.column()];
    if (m_table->hasCourse(size_t(index.column())))
        return courseData(text, role);
    switch (role) {
    case Qt::DisplayRole:
        return text;
    case Qt::ToolTipRole: // plain, whatever the server sent
        return text.size() > 40 ? u"<p style=\"white-space:pre-wrap\">%1</p>"_s.arg(text.left(2000).toHtmlEscaped())
                                : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
    case SortRole:
        break;
    default:
        return {};
    }
    if (!isNumber)
        return text;
    bool isRead = false;
    const double number = text.toDouble(&isRead);
    if (isRead)
        return number;
    if (text.endsWith("Infinity"_L1))
        return text.startsWith(u'-') ? -std::numeric_limits<double>::infinity()
                                     : std::numeric_limits<double>::infinity();
    return std::numeric_limits<double>::quiet_NaN();
}

QVariant PanelTableModel::courseData(const QString &text, int role)
{
    const std::vector<double> course = metrics::courseOf(text);
    switch (role) {
    case Qt::DisplayRole: // for copies
        return text;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return metrics::courseWords(course);
    case CourseRole:
        return QVariant::fromValue(QList<double>(course.begin(), course.end()));
    case SortRole: { // by what is newest
        const auto last = std::find_if(course.rbegin(), course.rend(), [](double one) { return std::isfinite(one); });
        return last == course.rend() ? std::numeric_limits<double>::quiet_NaN() : *last;
    }
    default:
        return {};
    }
}

QVariant PanelTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (!m_table || role != Qt::DisplayRole)
        return {};
    return orientation == Qt::Horizontal ? QVariant(m_table->headers[section]) : QVariant(section + 1);
}

PanelTableView::PanelTableView(QWidget *parent)
    : QTableView(parent)
    , m_table(new PanelTableModel(this))
    , m_sorted(new NumberSort(this))
{
    m_sorted->setSourceModel(m_table);
    setModel(m_sorted);
    setItemDelegate(new CourseDelegate(this));
    setSortingEnabled(true);
    horizontalHeader()->setSortIndicatorShown(true);
    horizontalHeader()->setSortIndicatorClearable(true);
    sortByColumn(-1, Qt::AscendingOrder);
    setFrameShape(QFrame::NoFrame);
    setFont(fixedFont());
    setEditTriggers(NoEditTriggers);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(ui::rowHeight());
    horizontalHeader()->setHighlightSections(false);
}

void PanelTableView::setTable(std::shared_ptr<const metrics::PanelTable> table)
{
    m_table->setTable(std::move(table));
    // A look at some rows gives the widths: asking each of thousands would be seen.
    constexpr int Looked = 30;
    horizontalHeader()->setResizeContentsPrecision(Looked);
    resizeColumnsToContents();
}

QString PanelTableView::selectedText() const
{
    QList<QModelIndex> cells = selectionModel()->selectedIndexes();
    QSet<int> rows;
    QSet<int> columns;
    for (const QModelIndex &cell : std::as_const(cells)) {
        rows << cell.row();
        columns << cell.column();
    }
    const auto all = [](QSet<int> some, int count) {
        QList<int> sorted = some.values();
        for (int i = 0; some.isEmpty() && i < count; ++i)
            sorted << i;
        std::ranges::sort(sorted);
        return sorted;
    };
    const QList<int> shownColumns = all(columns, m_sorted->columnCount());
    QStringList lines;
    QStringList heads;
    for (const int column : shownColumns)
        heads << m_sorted->headerData(column, Qt::Horizontal).toString();
    lines << heads.join(u'\t');
    for (const int row : all(rows, m_sorted->rowCount())) {
        QStringList fields;
        for (const int column : shownColumns)
            fields << m_sorted->index(row, column).data().toString().replace(u'\t', u' ').replace(u'\n', u' ');
        lines << fields.join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

QString PanelTableView::currentText(QStringView column) const
{
    const QModelIndex current = currentIndex();
    for (int i = 0; current.isValid() && i < m_sorted->columnCount(); ++i) {
        if (m_sorted->headerData(i, Qt::Horizontal).toString() == column)
            return m_sorted->index(current.row(), i).data().toString();
    }
    return {};
}

void PanelTableView::copy() const { QGuiApplication::clipboard()->setText(selectedText()); }

void PanelTableView::keyPressEvent(QKeyEvent *event)
{
    if (!event->matches(QKeySequence::Copy)) {
        QTableView::keyPressEvent(event);
        return;
    }
    copy();
    event->accept();
}

} // namespace howdah::ui

// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/sortdialog.h"

#include "common/icons.h"
#include "common/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// One column to sort by.
class SortDialog::Line final : public QWidget
{
public:
    Line(const data::RelationShape &shape, QWidget *parent)
        : QWidget(parent)
        , number(mutedLabel({}, this))
        , column(new QComboBox(this))
        , direction(new QComboBox(this))
        , nulls(new QComboBox(this))
        , up(new QToolButton(this))
        , remove(new QToolButton(this))
    {
        for (const data::ColumnShape &each : shape.columns)
            column->addItem(each.name);
        direction->addItem(SortDialog::tr("Ascending ▲"));
        direction->addItem(SortDialog::tr("Descending ▼"));
        nulls->addItem(SortDialog::tr("NULLs: server default"));
        nulls->addItem(SortDialog::tr("NULLs first"));
        nulls->addItem(SortDialog::tr("NULLs last"));
        column->setAccessibleName(SortDialog::tr("Column"));
        direction->setAccessibleName(SortDialog::tr("Direction"));
        nulls->setAccessibleName(SortDialog::tr("NULLs"));
        nulls->setToolTip(SortDialog::tr("Indexes order NULLs last; any other order takes longer"));
        const auto dress = [](QToolButton *button, const QString &sign, const QString &tip) {
            button->setIcon(icon(sign));
            button->setAutoRaise(true);
            button->setToolTip(tip);
            button->setAccessibleName(tip);
        };
        dress(up, u"arrow-up"_s, SortDialog::tr("Move up"));
        dress(remove, u"list-remove"_s, SortDialog::tr("Remove from sorting"));
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(space::tight);
        layout->addWidget(number);
        layout->addWidget(column, 1);
        layout->addWidget(direction);
        layout->addWidget(nulls);
        layout->addWidget(up);
        layout->addWidget(remove);
    }

    [[nodiscard]] data::SortColumn sort() const
    {
        data::SortColumn sort{column->currentText()};
        sort.direction = direction->currentIndex() == 1 ? data::Direction::Descending : data::Direction::Ascending;
        if (nulls->currentIndex() > 0)
            sort.nulls = nulls->currentIndex() == 1 ? data::NullPlacement::First : data::NullPlacement::Last;
        return sort;
    }
    void setSort(const data::SortColumn &sort)
    {
        column->setCurrentIndex(column->findText(sort.column, Qt::MatchExactly | Qt::MatchCaseSensitive));
        direction->setCurrentIndex(sort.direction == data::Direction::Descending ? 1 : 0);
        nulls->setCurrentIndex(!sort.nulls ? 0 : *sort.nulls == data::NullPlacement::First ? 1 : 2);
    }

    QLabel *number;
    QComboBox *column;
    QComboBox *direction;
    QComboBox *nulls;
    QToolButton *up;
    QToolButton *remove;
};

SortDialog::SortDialog(const data::RelationShape &shape, const std::vector<data::SortColumn> &sort, QWidget *parent)
    : DialogFrame(
          {.title = tr("Sort %1").arg(shape.name),
           .heading = {},
           .text = tr("Rows with equal values in the first column are sorted by the second, and so on.")},
          parent)
    , m_shape(shape)
    , m_lines(new QVBoxLayout)
{
    std::erase_if(m_shape.columns, [](const data::ColumnShape &column) { return !data::isSortable(column); });
    setAttribute(Qt::WA_DeleteOnClose);
    m_lines->setSpacing(space::tight);
    content()->addLayout(m_lines);
    content()->addStretch(1);
    m_add = addAside(tr("Add a column"));
    addSafe(tr("Cancel"));
    QPushButton *apply = addAccept(tr("Sort"));
    apply->setDefault(true);
    for (const data::SortColumn &each : sort)
        addLine(each);
    if (sort.empty() && !m_shape.columns.empty())
        addLine({m_shape.columns.front().name});
    connect(m_add, &QPushButton::clicked, this, [this] {
        addLine({firstUnused()});
        lines().constLast()->column->setFocus(Qt::OtherFocusReason);
    });
    connect(apply, &QPushButton::clicked, this, [this] {
        Q_EMIT sorted(this->sort());
        accept();
    });
    number();
}

QList<SortDialog::Line *> SortDialog::lines() const
{
    QList<Line *> found;
    for (int i = 0; i < m_lines->count(); ++i)
        found << static_cast<Line *>(m_lines->itemAt(i)->widget());
    return found;
}

QString SortDialog::firstUnused() const
{
    const std::vector<data::SortColumn> used = sort();
    for (const data::ColumnShape &column : m_shape.columns) {
        if (std::ranges::find(used, column.name, &data::SortColumn::column) == used.end())
            return column.name;
    }
    return {};
}

void SortDialog::addLine(const data::SortColumn &sort)
{
    auto *line = new Line(m_shape, this);
    line->setSort(sort);
    m_lines->addWidget(line);
    connect(line->up, &QToolButton::clicked, this, [this, line] { moveUp(line); });
    connect(line->remove, &QToolButton::clicked, this, [this, line] {
        m_lines->removeWidget(line);
        line->hide();
        line->deleteLater();
        number();
    });
    number();
}

void SortDialog::moveUp(Line *line)
{
    const int at = m_lines->indexOf(line);
    if (at <= 0)
        return;
    m_lines->removeWidget(line);
    m_lines->insertWidget(at - 1, line);
    number();
}

void SortDialog::number()
{
    const QList<Line *> all = lines();
    for (int i = 0; i < all.size(); ++i) {
        all[i]->number->setText(QString::number(i + 1));
        all[i]->up->setEnabled(i > 0);
    }
    m_add->setEnabled(all.size() < qsizetype(m_shape.columns.size()));
}

std::vector<data::SortColumn> SortDialog::sort() const
{
    std::vector<data::SortColumn> sort;
    for (const Line *line : lines()) {
        data::SortColumn each = line->sort();
        // A column that was chosen twice sorts once.
        if (!each.column.isEmpty() && std::ranges::find(sort, each.column, &data::SortColumn::column) == sort.end())
            sort.push_back(std::move(each));
    }
    return sort;
}

} // namespace howdah::ui

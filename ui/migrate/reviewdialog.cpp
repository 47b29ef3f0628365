// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/reviewdialog.h"

#include "common/icons.h"
#include "common/sqlview.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "migrate/words.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Direction;

namespace {

constexpr int StepListWidth = 260;
constexpr int LossRowsShown = 6;

QLabel *wrapped(QLabel *label)
{
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

// Cells that keep the distance from their edges that the header keeps.
class PaddedDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem inner = option;
        if (option.state.testFlag(QStyle::State_Selected))
            painter->fillRect(option.rect, option.palette.color(QPalette::Highlight));
        inner.state.setFlag(QStyle::State_HasFocus, false); // whole rows are selected
        inner.rect.adjust(Padding, 0, -Padding, 0);
        QStyledItemDelegate::paint(painter, inner, index);
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(2 * Padding, 0);
    }

private:
    static constexpr int Padding = space::inside - 3; // the style adds three
};

QString refusalText(const migration::Refusal &refusal)
{
    QString text = refusal.message;
    if (refusal.line > 0 && !refusal.file.isEmpty())
        text = u"%1:%2: %3"_s.arg(refusal.file).arg(refusal.line).arg(text);
    return refusal.hint.isEmpty() ? text : text + u' ' + refusal.hint;
}

QString acknowledgement(const LossModel &losses, bool uncounted)
{
    const qint64 rows = losses.lostRows();
    if (uncounted || rows == 0)
        return ReviewDialog::tr("I know that an uncounted number of rows goes");
    if (!losses.isExact())
        return ReviewDialog::tr("I know that about %1 go").arg(rowsWord(rows));
    return rows == 1 ? ReviewDialog::tr("I know that 1 row goes")
                     : ReviewDialog::tr("I know that %1 go").arg(rowsWord(rows));
}

} // namespace

ReviewDialog::ReviewDialog(std::shared_ptr<const Preview> preview, const Target &target, QWidget *parent)
    : QDialog(parent)
    , m_preview(std::move(preview))
    , m_target(target)
{
    setObjectName(u"reviewDialog"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::group + 4, space::group, space::group + 4, space::group);
    column->setSpacing(space::inside + space::tight);
    buildHead(column);
    buildRefusals(column);
    if (!m_preview->plan.steps.empty())
        buildSteps(column);
    if (!m_preview->losses.empty())
        buildLosses(column);
    buildButtons(column);
    const QSize wanted(960, m_preview->losses.empty() ? 600 : 700);
    resize(parent ? wanted.boundedTo(parent->window()->size() - QSize(64, 64)) : wanted);
    updateAccept();
}

void ReviewDialog::buildHead(QVBoxLayout *column)
{
    const bool up = m_preview->plan.request.direction == Direction::Up;
    const QString what = migrationsWord(qint64(m_preview->plan.steps.size()));
    QString title = up ? tr("Apply %1?").arg(what) : tr("Roll back %1?").arg(what);
    if (!m_preview->plan.canRun())
        title = up ? tr("Nothing can be applied yet") : tr("This cannot be rolled back yet");
    setWindowTitle(title);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside + space::tight);
    auto *sign = new IconLabel(space::iconLarge);
    sign->setIcon(up ? icon(u"go-down", Tone::Accent) : icon(u"edit-undo", Tone::Failed));
    row->addWidget(sign, 0, Qt::AlignVCenter);
    row->addWidget(headingLabel(title, 2));
    row->addStretch(1);
    row->addWidget(new Badge(m_target.production ? Tone::Production : Tone::Neutral, m_target.label));
    column->addLayout(row);
}

void ReviewDialog::buildRefusals(QVBoxLayout *column)
{
    constexpr size_t Shown = 8;
    const auto &refusals = m_preview->plan.refusals;
    if (!refusals.empty()) {
        QStringList lines;
        for (size_t i = 0; i < qMin(refusals.size(), Shown); ++i)
            lines << refusalText(refusals[i]);
        if (refusals.size() > Shown)
            lines << tr("and %1 more").arg(refusals.size() - Shown);
        auto *banner = new Banner(Tone::Failed);
        banner->setText(lines.join(u'\n'));
        column->addWidget(banner);
    }
    if (!m_preview->plan.warnings.isEmpty()) {
        auto *banner = new Banner(Tone::Edited);
        banner->setText(m_preview->plan.warnings.mid(0, qsizetype(Shown)).join(u'\n'));
        column->addWidget(banner);
    }
}

void ReviewDialog::buildSteps(QVBoxLayout *column)
{
    column->addWidget(mutedLabel(tr("Exactly this SQL will be sent, in this order. Choose a step to see its part.")));
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    m_steps = new QListWidget;
    m_steps->setObjectName(u"steps"_s);
    m_steps->setAccessibleName(tr("Steps in order"));
    m_steps->setFixedWidth(StepListWidth);
    m_steps->setTextElideMode(Qt::ElideRight);
    m_steps->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const migration::Step &step : m_preview->plan.steps) {
        const QString how = step.transactional ? tr("one transaction") : tr("no transaction");
        auto *item = new QListWidgetItem(
            step.version.text() + u' ' + step.name.simplified() + u'\n' + statementsWord(qint64(step.statements.size()))
            + u" · "_s + how);
        item->setIcon(step.transactional ? icon(u"object-locked") : icon(u"object-unlocked", Tone::Edited));
        item->setSizeHint({StepListWidth - space::group, 44});
        m_steps->addItem(item);
    }
    m_sql = new SqlView;
    m_sql->setSql(m_preview->sql);
    connect(m_steps, &QListWidget::currentRowChanged, this, [this](int at) {
        if (at >= 0 && at < int(m_preview->stepLines.size()))
            m_sql->setFirstVisibleLine(m_preview->stepLines[size_t(at)] - 1);
    });
    row->addWidget(m_steps);
    row->addWidget(separator(Qt::Vertical));
    row->addWidget(m_sql, 1);
    column->addLayout(row, 1);
}

void ReviewDialog::buildLosses(QVBoxLayout *column)
{
    const bool up = m_preview->plan.request.direction == Direction::Up;
    auto *content = new QWidget;
    auto *inner = new QVBoxLayout(content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(space::inside);
    m_lossText = wrapped(plainLabel());
    inner->addWidget(m_lossText);
    m_lossTable = new QTableView;
    m_lossTable->setObjectName(u"losses"_s);
    m_lossTable->setAccessibleName(tr("What will be lost"));
    m_lossTable->setModel(&m_losses);
    m_lossTable->verticalHeader()->hide();
    m_lossTable->verticalHeader()->setDefaultSectionSize(space::rowCompact + 2);
    m_lossTable->setShowGrid(false);
    m_lossTable->setItemDelegate(new PaddedDelegate(m_lossTable));
    m_lossTable->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_lossTable->setTabKeyNavigation(false);
    m_lossTable->setWordWrap(false);
    m_lossTable->horizontalHeader()->setSectionResizeMode(LossModel::Object, QHeaderView::Stretch);
    m_lossTable->horizontalHeader()->setHighlightSections(false);
    inner->addWidget(m_lossTable);
    m_acknowledge = new QCheckBox;
    m_acknowledge->setObjectName(u"acknowledge"_s);
    m_acknowledge->hide();
    inner->addWidget(m_acknowledge);
    connect(m_acknowledge, &QCheckBox::toggled, this, &ReviewDialog::updateAccept);
    m_lossState = new StateStack(content);
    m_lossState->setFixedHeight(LossRowsShown * (space::rowCompact + 2) + 108);
    column->addWidget(headingLabel(up ? tr("What this removes") : tr("What will be lost"), 2));
    column->addWidget(m_lossState);
    m_counting = true;
}

void ReviewDialog::buildButtons(QVBoxLayout *column)
{
    const bool up = m_preview->plan.request.direction == Direction::Up;
    const QString what = migrationsWord(qint64(m_preview->plan.steps.size()));
    if (m_target.production && m_preview->plan.canRun()) {
        column->addWidget(wrapped(plainLabel(tr("This is production. Type %1 to go on.").arg(m_target.database))));
        m_typed = new QLineEdit;
        m_typed->setAccessibleName(tr("Name of the database"));
        connect(m_typed, &QLineEdit::textChanged, this, &ReviewDialog::updateAccept);
        column->addWidget(m_typed);
    }
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    const bool possible = m_preview->plan.canRun();
    QPushButton *safe = button(possible ? tr("Cancel") : tr("Close"));
    safe->setObjectName(u"safe"_s);
    row->addWidget(safe);
    m_accept = button(
        up ? tr("Apply %1").arg(what) : tr("Roll back %1").arg(what),
        up && m_preview->losses.empty() ? ButtonRole::Primary : ButtonRole::Danger);
    m_accept->setObjectName(u"accept"_s);
    if (!possible)
        m_accept->hide();
    row->addWidget(m_accept);
    column->addLayout(row);
    safe->setDefault(true);
    safe->setFocus();
    connect(safe, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_accept, &QPushButton::clicked, this, &QDialog::accept);
}

void ReviewDialog::setCounting(std::function<void()> cancel)
{
    if (!m_lossState)
        return;
    m_counting = true;
    m_lossState->showLoading(tr("Counting the rows that go"), std::move(cancel));
    updateAccept();
}

void ReviewDialog::setLosses(const Result<std::vector<migration::Loss>> &losses, std::function<void()> retry)
{
    if (!m_lossState)
        return;
    m_counting = false;
    m_lossesUnknown = !losses && losses.error().kind == ErrorKind::Cancelled;
    if (!losses && !m_lossesUnknown) {
        m_lossState->showFailed(losses.error(), std::move(retry));
        updateAccept();
        Q_EMIT lossesShown();
        return;
    }
    m_losses.setLosses(losses ? *losses : m_preview->losses);
    m_lossTable->resizeColumnsToContents();
    const qint64 rows = m_losses.lostRows();
    const QString amount = m_losses.isExact() ? rowsWord(rows) : tr("About %1").arg(rowsWord(rows));
    const bool anything = rows > 0 || m_losses.hasUnknown() || m_lossesUnknown;
    if (!anything)
        m_lossText->setText(tr("No rows: what goes is empty."));
    else if (m_lossesUnknown)
        m_lossText->setText(tr("The rows were not counted. Applying again brings back the structure, not the rows."));
    else
        m_lossText->setText(tr("%1 in all. Applying again brings back the structure, not the rows.").arg(amount));
    m_acknowledge->setVisible(anything);
    m_acknowledge->setText(acknowledgement(m_losses, m_lossesUnknown));
    m_lossState->showContent();
    updateAccept();
    Q_EMIT lossesShown();
}

bool ReviewDialog::canAccept() const
{
    if (!m_preview->plan.canRun() || m_preview->plan.steps.empty() || m_counting)
        return false;
    if (m_lossState && m_lossState->state() != StateStack::State::Filled)
        return false;
    if (m_acknowledge && !m_acknowledge->isHidden() && !m_acknowledge->isChecked())
        return false;
    return !m_typed || m_typed->text() == m_target.database;
}

void ReviewDialog::updateAccept()
{
    m_accept->setEnabled(canAccept());
    m_accept->setToolTip(
        m_accept->isEnabled() ? QString()
        : m_counting          ? tr("Waits for the count of the rows that go")
                              : tr("Waits for your confirmation above"));
}

} // namespace howdah::ui

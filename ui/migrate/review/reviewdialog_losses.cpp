// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What a run takes away, in its review: counted, acknowledged, and copied first if wanted.
#include "migrate/review/reviewdialog.h"

#include "common/density.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "migrate/list/paddeddelegate.h"
#include "common/quantities.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int LossRowsShown = 5;

QString acknowledgement(const LossModel &losses, bool uncounted)
{
    const qint64 rows = losses.lostRows();
    if (uncounted || rows == 0)
        return ReviewDialog::tr("I understand that an unknown number of rows will be lost");
    if (!losses.isExact())
        return ReviewDialog::tr("I understand that about %1 will be lost").arg(rowsWord(rows));
    return rows == 1 ? ReviewDialog::tr("I understand that 1 row will be lost")
                     : ReviewDialog::tr("I understand that %1 will be lost").arg(rowsWord(rows));
}

// What others have put on the things that go; those of other schemas first, since nobody thinks of them.
QString dependentsText(const std::vector<migration::Loss> &losses)
{
    constexpr qsizetype Shown = 4;
    QStringList others;
    QStringList own;
    for (const migration::Loss &loss : losses) {
        for (const migration::Dependent &dependent : loss.dependents) {
            const QString name = dependent.schema.isEmpty() ? dependent.name : dependent.schema + u'.' + dependent.name;
            const QString text = dependent.kind + u' ' + name;
            (dependent.otherSchema ? others : own)
                << (dependent.otherSchema ? ReviewDialog::tr("%1 (in another schema)").arg(text) : text);
        }
    }
    QStringList all = others + own;
    all.removeDuplicates();
    if (all.isEmpty())
        return {};
    const qsizetype more = all.size() - Shown;
    QString text = all.mid(0, Shown).join(u", "_s);
    if (more > 0)
        text += ReviewDialog::tr(" and %1 more").arg(more);
    return ReviewDialog::tr("Dependent objects: %1.").arg(text);
}

} // namespace

void ReviewDialog::buildLosses()
{
    const bool up = !goesDown(m_preview->plan);
    auto *counted = new QWidget;
    auto *inner = new QVBoxLayout(counted);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(space::inside);
    m_lossText = plainLabel();
    m_lossText->setWordWrap(true);
    m_lossText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    inner->addWidget(m_lossText);
    m_lossTable = new QTableView;
    m_lossTable->setObjectName(u"losses"_s);
    m_lossTable->setAccessibleName(tr("What will be lost"));
    m_lossTable->setModel(&m_losses);
    m_lossTable->verticalHeader()->hide();
    m_lossTable->verticalHeader()->setDefaultSectionSize(rowHeight());
    m_lossTable->setShowGrid(false);
    m_lossTable->setItemDelegate(new PaddedDelegate(m_lossTable));
    m_lossTable->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_lossTable->setTabKeyNavigation(false);
    m_lossTable->setWordWrap(false);
    m_lossTable->horizontalHeader()->setSectionResizeMode(LossModel::Object, QHeaderView::Stretch);
    m_lossTable->horizontalHeader()->setHighlightSections(false);
    inner->addWidget(m_lossTable);
    m_safetyCopy = new QCheckBox(tr("Make a safety copy first, so that it can be restored"));
    m_safetyCopy->setObjectName(u"safetyCopy"_s);
    m_safetyCopy->setToolTip(tr("pg_dump writes these tables to a file, or all tables if the effects of a statement "
                                "cannot be analysed; if that fails, nothing is run"));
    m_safetyCopy->setChecked(true);
    inner->addWidget(m_safetyCopy);
    m_acknowledge = new QCheckBox;
    m_acknowledge->setObjectName(u"acknowledge"_s);
    m_acknowledge->hide();
    inner->addWidget(m_acknowledge);
    connect(m_acknowledge, &QCheckBox::toggled, this, &ReviewDialog::updateAccept);
    m_lossState = new StateStack(counted);
    m_lossState->setFixedHeight(LossRowsShown * rowHeight() + 132);
    content()->addWidget(headingLabel(up ? tr("What will be removed") : tr("What will be lost"), 2));
    content()->addWidget(m_lossState);
    m_counting = true;
}

void ReviewDialog::setCounting(std::function<void()> cancel)
{
    if (!m_lossState)
        return;
    m_counting = true;
    m_lossState->showLoading(tr("Counting the rows that will be lost"), std::move(cancel));
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
    m_counted = losses ? *losses : m_preview->losses;
    m_losses.setLosses(m_counted);
    m_lossTable->resizeColumnsToContents();
    const qint64 rows = m_losses.lostRows();
    const QString amount = m_losses.isExact() ? rowsWord(rows) : tr("About %1").arg(rowsWord(rows));
    const bool anything = rows > 0 || m_losses.hasUnknown() || m_lossesUnknown;
    if (!anything)
        m_lossText->setText(tr("No rows will be lost."));
    else if (m_lossesUnknown)
        m_lossText->setText(tr("The rows were not counted. Applying again restores the structure, not the rows."));
    else
        m_lossText->setText(tr("%1 in total. Applying again restores the structure, not the rows.").arg(amount));
    if (const QString hanging = dependentsText(m_counted); !hanging.isEmpty())
        m_lossText->setText(m_lossText->text() + u'\n' + hanging);
    m_safetyCopy->setChecked(m_safetyCopy->isChecked() && anything);
    m_acknowledge->setVisible(anything);
    m_acknowledge->setText(acknowledgement(m_losses, m_lossesUnknown));
    m_lossState->showContent();
    updateAccept();
    Q_EMIT lossesShown();
}

bool ReviewDialog::wantsSafetyCopy() const
{
    return m_safetyCopy && !m_safetyCopy->isHidden() && m_safetyCopy->isChecked();
}

} // namespace howdah::ui

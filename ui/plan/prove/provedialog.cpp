// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/prove/provedialog.h"

#include "base/figures.h"
#include "base/whendone.h"
#include "common/widgets.h"
#include "plan/prove/savingbar.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTreeWidget>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using namespace operations;

constexpr int TickMs = 200;

ProveDialog::ProveDialog(
    connection::ConnInfo target, QString statement, connection::LocalServer scratch, QWidget *parent)
    : DialogFrame(
          {.title = tr("Prove an index"),
           .heading = tr("Prove an index"),
           .text = tr("The schema and a sample of the rows are copied to the scratch server, where the statement runs "
                      "by turns with and without the index. The database is only read, and the copy is removed.")},
          parent)
    , m_target(std::move(target))
    , m_statement(std::move(statement))
    , m_scratch(std::move(scratch))
    , m_list(new QTreeWidget)
    , m_rows(new QSpinBox)
    , m_bar(new QProgressBar)
    , m_verdict(plainLabel())
    , m_saving(new SavingBar)
    , m_details(new QPlainTextEdit)
{
    setObjectName(u"proveDialog"_s);
    m_list->setObjectName(u"candidates"_s);
    m_list->setAccessibleName(tr("Indexes that the plan may want"));
    m_list->setHeaderLabels({tr("Index"), tr("Estimate"), tr("Measured")});
    m_list->setRootIsDecorated(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setStretchLastSection(false);
    m_rows->setRange(1000, 1'000'000);
    m_rows->setValue(50'000);
    m_rows->setSingleStep(10'000);
    m_rows->setAccessibleName(tr("Rows to copy from each table"));
    m_verdict->setObjectName(u"verdict"_s);
    m_details->setReadOnly(true);
    m_details->setAccessibleName(tr("What was measured"));
    auto *rows = new QHBoxLayout;
    rows->addWidget(plainLabel(m_rows->accessibleName()));
    rows->addWidget(m_rows);
    rows->addStretch(1);
    content()->addWidget(m_list, 2);
    content()->addLayout(rows);
    for (QWidget *widget :
         {static_cast<QWidget *>(m_bar), static_cast<QWidget *>(m_verdict), static_cast<QWidget *>(m_saving)})
        content()->addWidget(widget);
    content()->addWidget(m_details, 1);
    addProblem(u"problem"_s);
    addSafe(tr("Close"));
    m_save = addOther(tr("Save as migration…"));
    m_save->setObjectName(u"saveAsMigration"_s);
    m_prove = addAccept(tr("Prove"));
    connect(m_prove, &QPushButton::clicked, this, &ProveDialog::prove);
    connect(m_save, &QPushButton::clicked, this, [this] {
        if (row() >= 0)
            Q_EMIT migrationWanted(m_found.candidates[size_t(row())]);
    });
    connect(m_list, &QTreeWidget::currentItemChanged, this, &ProveDialog::choose);
    connect(&m_tick, &QTimer::timeout, this, &ProveDialog::showProgress);
    resizeWithin({860, 640});
    look();
}

ProveDialog::~ProveDialog() { m_stop.request_stop(); }

int ProveDialog::row() const { return m_list->indexOfTopLevelItem(m_list->currentItem()); }

void ProveDialog::look()
{
    m_bar->setRange(0, 0);
    m_verdict->setText(tr("Looking at the plan…"));
    choose();
    m_latest.ask(
        this, QtConcurrent::run([target = m_target, statement = m_statement, stop = m_stop.get_token()] {
            return findIndexes(target, statement, stop);
        }),
        [this](const Result<FoundIndexes> &found) { showFound(found); });
}

void ProveDialog::showFound(const Result<FoundIndexes> &found)
{
    m_bar->hide();
    m_verdict->setText({});
    if (!found) {
        showProblem(describe(found.error()));
        return;
    }
    m_found = *found;
    m_proofs.resize(m_found.candidates.size());
    for (size_t i = 0; i < m_found.candidates.size(); ++i) {
        const plan::IndexCandidate &candidate = m_found.candidates[i];
        QString estimate = tr("no hypopg there");
        if (m_found.estimates) {
            const IndexEstimate &one = (*m_found.estimates)[i];
            estimate = !one.refused.isEmpty() ? tr("refused")
                     : one.used ? tr("cost %1 → %2").arg(one.costWithout, 0, 'f', 0).arg(one.costWith, 0, 'f', 0)
                                : tr("not used");
        }
        auto *item = new QTreeWidgetItem(m_list, {candidate.createSql(false).simplified(), estimate, QString()});
        item->setToolTip(0, candidate.reason.toHtmlEscaped());
    }
    if (m_found.candidates.empty())
        m_verdict->setText(tr("The plan asks for no index that does not exist yet."));
    else
        m_list->setCurrentItem(m_list->topLevelItem(0));
}

void ProveDialog::choose()
{
    const int at = row();
    const bool known = at >= 0 && size_t(at) < m_proofs.size() && m_proofs[size_t(at)];
    m_prove->setEnabled(at >= 0 && !m_running);
    m_save->setEnabled(known && m_proofs[size_t(at)]->verdict == IndexVerdict::Believed);
    if (m_running)
        return;
    m_saving->setVisible(known);
    if (at < 0)
        return;
    const plan::IndexCandidate &candidate = m_found.candidates[size_t(at)];
    QStringList lines{candidate.createSql(true), candidate.reason};
    if (!candidate.extends.isEmpty())
        lines << tr("It begins as %1, which may be superfluous then.").arg(candidate.extends);
    m_verdict->setText(known ? verdictText(m_proofs[size_t(at)]->verdict) : QString());
    if (known) {
        const IndexProof &proof = *m_proofs[size_t(at)];
        m_saving->setSaving(proof.saving);
        lines << savingText(proof.saving);
        if (!proof.inserts.empty())
            lines << tr("Writes take longer: INSERT by %1 %, UPDATE by %2 %")
                         .arg(-savingOf(proof.inserts).value * 100, 0, 'f', 0)
                         .arg(-savingOf(proof.updates).value * 100, 0, 'f', 0);
        if (proof.fullBytes)
            lines
                << tr("Size: about %1, an estimate from the sample").arg(sizeText(qint64(*proof.fullBytes), QLocale()));
        lines << proof.notes;
    }
    m_details->setPlainText(lines.join(u'\n'));
}

void ProveDialog::prove()
{
    if (row() < 0 || m_running)
        return;
    class Watch final : public IndexProofObserver
    {
    public:
        explicit Watch(Progress &progress)
            : m_progress(progress)
        {
        }
        void phaseStarted(migration::RehearsalPhase phase, const QString &) override { m_progress.phase = int(phase); }
        void pairMeasured(int index, int) override { m_progress.pairs = index; }

    private:
        Progress &m_progress;
    };
    const int at = row();
    IndexProofRequest request{m_target, m_statement, m_found.candidates[size_t(at)], m_rows->value()};
    request.server = m_scratch;
    m_running = true;
    m_progress = std::make_shared<Progress>();
    m_bar->setRange(0, request.pairs);
    m_bar->show();
    m_saving->hide();
    showProblem({});
    m_tick.start(TickMs);
    showProgress();
    choose();
    m_latest.ask(
        this, QtConcurrent::run([request, progress = m_progress, stop = m_stop.get_token()] {
            Watch watch(*progress);
            return proveIndex(request, &watch, stop);
        }),
        [this, at](const Result<IndexProof> &proof) { showProof(at, proof); });
}

void ProveDialog::showProgress()
{
    const int pairs = m_progress->pairs;
    m_bar->setValue(pairs);
    m_verdict->setText(
        pairs > 0 ? tr("Measuring…") : migration::phaseText(migration::RehearsalPhase(m_progress->phase.load())));
}

void ProveDialog::showProof(int row, const Result<IndexProof> &proof)
{
    m_running = false;
    m_tick.stop();
    m_bar->hide();
    if (!proof) {
        showProblem(describe(proof.error()));
    } else {
        m_proofs[size_t(row)] = *proof;
        m_list->topLevelItem(row)->setText(2, verdictText(proof->verdict));
        m_list->setCurrentItem(m_list->topLevelItem(row));
    }
    choose();
}

} // namespace howdah::ui

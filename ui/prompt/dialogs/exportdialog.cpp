// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/dialogs/exportdialog.h"

#include "common/icons.h"
#include "common/tooltips.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::ExchangeFormat;

ExportDialog::ExportDialog(const QString &version, const std::array<int, 3> &counts, int locked, QWidget *parent)
    : DialogFrame(
          named(
              tr("Export prompts"), tr("The texts are unencrypted in the files, which only you can read. The export is "
                                       "recorded in the journal "
                                       "of this machine.")),
          parent)
    , m_scope(new QComboBox)
    , m_format(new QComboBox)
    , m_reported(new Banner(Tone::Edited))
    , m_losses(new QTreeWidget)
{
    setObjectName(u"exportDialog"_s);
    resizeWithin({640, 460});
    m_scope->setObjectName(u"exportScope"_s);
    m_scope->setAccessibleName(tr("Which prompts"));
    m_scope->addItem(tr("Only %1").arg(version), int(Scope::Version));
    m_scope->addItem(tr("The %n active versions", nullptr, counts[1]), int(Scope::Active));
    m_scope->addItem(tr("All %n versions", nullptr, counts[2]), int(Scope::All));
    m_scope->setCurrentIndex(counts[0] > 0 ? 0 : 2);
    m_format->setObjectName(u"exportFormat"_s);
    m_format->setAccessibleName(tr("Format"));
    m_format->addItem(tr("Howdah and Dotprompt (.prompt)"), -1);
    m_format->addItem(tr("Langfuse (JSON)"), int(ExchangeFormat::Langfuse));
    m_format->addItem(tr("Prompty (.prompty)"), int(ExchangeFormat::Prompty));
    m_format->addItem(tr("GitHub (.prompt.yml)"), int(ExchangeFormat::GitHub));
    m_format->addItem(tr("LiteLLM (.prompt)"), int(ExchangeFormat::LiteLlm));
    m_format->addItem(tr("LangChain (JSON)"), int(ExchangeFormat::LangChain));
    m_format->addItem(tr("promptfoo (YAML)"), int(ExchangeFormat::Promptfoo));
    m_format->addItem(tr("promptfoo (CSV)"), int(ExchangeFormat::PromptfooCsv));
    m_format->addItem(tr("Messages of OpenAI (JSON)"), int(ExchangeFormat::OpenAi));
    m_format->addItem(tr("Messages of Anthropic (JSON)"), int(ExchangeFormat::Anthropic));
    auto *form = new QFormLayout;
    form->addRow(tr("Prompts"), m_scope);
    form->addRow(tr("Format"), m_format);
    content()->addLayout(form);
    m_reported->setObjectName(u"exportTold"_s);
    m_reported->setVisible(locked > 0);
    if (locked > 0)
        m_reported->setText(
            tr("%n texts cannot be decrypted with the available keys, and are skipped", nullptr, locked));
    content()->addWidget(m_reported);
    m_losses->setObjectName(u"exportLosses"_s);
    m_losses->setAccessibleName(tr("What the format does not support"));
    m_losses->setRootIsDecorated(false);
    m_losses->setHeaderLabels({tr("Prompt"), tr("Lost"), tr("Why")});
    content()->addWidget(m_losses, 1);
    startWith(addSafe(tr("Close")));
    m_write = addAccept(tr("Write files…"));
    connect(m_scope, &QComboBox::currentIndexChanged, this, &ExportDialog::planWanted);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::planWanted);
    connect(m_write, &QPushButton::clicked, this, &ExportDialog::chooseFolder);
}

ExportDialog::Scope ExportDialog::scope() const { return Scope(m_scope->currentData().toInt()); }

std::optional<ExchangeFormat> ExportDialog::format() const
{
    const int format = m_format->currentData().toInt();
    return format < 0 ? std::nullopt : std::optional(ExchangeFormat(format));
}

void ExportDialog::showPlan(const Result<operations::PromptExport> &plan)
{
    m_losses->clear();
    m_plan = plan ? *plan : operations::PromptExport();
    m_write->setEnabled(plan && !plan->files.empty());
    if (!plan) {
        showDone(describe(plan.error()), true);
        return;
    }
    for (const prompt::Loss &loss : plan->losses) {
        auto *line = new QTreeWidgetItem(m_losses, {loss.prompt, loss.field, loss.reason});
        line->setIcon(1, icon(u"dialog-warning", Tone::Edited));
        line->setToolTip(2, plainToolTip(loss.reason));
    }
    if (plan->losses.empty())
        new QTreeWidgetItem(m_losses, {QString(), tr("nothing"), tr("This format supports everything.")});
    for (int i = 0; i < 2; ++i)
        m_losses->resizeColumnToContents(i);
}

void ExportDialog::showDone(const QString &words, bool failed)
{
    m_reported->setTone(failed ? Tone::Failed : Tone::Applied);
    m_reported->setText(words);
    m_reported->show();
}

void ExportDialog::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Folder for the files"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &ExportDialog::folderChosen);
    dialog->open();
}

} // namespace howdah::ui

// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/dialogs/releasedialog.h"

#include "common/statestack.h"
#include "common/theme.h"
#include "common/tooltips.h"
#include "operations/promptrelease.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

enum Column { LabelColumn, VersionColumn, SetColumn, RuleColumn };

ReleaseDialog::ReleaseDialog(
    std::shared_ptr<const PromptOverview> overview, const prompt::StoredPrompt &stored, QWidget *parent)
    : DialogFrame(
          named(
              tr("Labels and approval of %1 %2").arg(stored.prompt.name, stored.prompt.version),
              tr("A label says which version an environment uses. The database holds the rules on labels and "
                 "activation, and who wrote a version cannot approve it.")),
          parent)
    , m_overview(std::move(overview))
    , m_stored(stored)
    , m_list(new QTreeWidget)
    , m_state(new StateStack(m_list))
    , m_approved(new QLabel)
    , m_label(new QComboBox)
    , m_reason(new QLineEdit)
{
    setObjectName(u"releaseDialog"_s);
    resizeWithin({820, 480});
    m_list->setObjectName(u"labels"_s);
    m_list->setAccessibleName(tr("Labels of this prompt"));
    m_list->setRootIsDecorated(false);
    m_list->setHeaderLabels({tr("Label"), tr("Version"), tr("Set"), tr("Rule")});
    m_list->header()->resizeSection(LabelColumn, 140);
    m_list->header()->resizeSection(VersionColumn, 90);
    m_list->header()->resizeSection(SetColumn, 210);
    m_state->showLoading(tr("Reading labels and approvals"));
    content()->addWidget(m_state, 1);
    m_approved->setObjectName(u"approved"_s);
    m_approved->setTextFormat(Qt::PlainText);
    m_approved->setWordWrap(true);
    content()->addWidget(m_approved);
    content()->addWidget(buildForm());
    addProblem(u"releaseProblem"_s);
    m_approve = addOther(tr("Approve"));
    m_approve->setObjectName(u"approve"_s);
    connect(
        m_approve, &QPushButton::clicked, this, [this] { Q_EMIT approvalWanted(false, m_reason->text().trimmed()); });
    m_withdraw = addOther(tr("Withdraw approval"));
    m_withdraw->setObjectName(u"withdraw"_s);
    connect(
        m_withdraw, &QPushButton::clicked, this, [this] { Q_EMIT approvalWanted(true, m_reason->text().trimmed()); });
    startWith(addSafe(tr("Close")));
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem *item) {
        if (item && item->text(LabelColumn) != prompt::ActiveLabel)
            m_label->setEditText(item->text(LabelColumn));
    });
    updateButtons();
}

QWidget *ReleaseDialog::buildForm()
{
    auto *form = new QWidget;
    auto *row = new QHBoxLayout(form);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::inside);
    m_label->setObjectName(u"label"_s);
    m_label->setEditable(true);
    m_label->setAccessibleName(tr("Label"));
    m_label->lineEdit()->setPlaceholderText(tr("Label, such as production"));
    m_label->setMinimumWidth(200);
    m_reason->setObjectName(u"reason"_s);
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setPlaceholderText(tr("Reason or comment, recorded with your name"));
    m_set = new QPushButton(tr("Set for %1").arg(m_stored.prompt.version));
    m_set->setObjectName(u"setLabel"_s);
    m_remove = new QPushButton(tr("Remove"));
    m_remove->setObjectName(u"removeLabel"_s);
    row->addWidget(m_label);
    row->addWidget(m_reason, 1);
    row->addWidget(m_set);
    row->addWidget(m_remove);
    connect(m_label, &QComboBox::editTextChanged, this, &ReleaseDialog::updateButtons);
    connect(m_set, &QPushButton::clicked, this, [this] {
        Q_EMIT labelWanted(m_label->currentText().trimmed(), m_reason->text().trimmed(), false);
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        Q_EMIT labelWanted(m_label->currentText().trimmed(), m_reason->text().trimmed(), true);
    });
    return form;
}

void ReleaseDialog::show(const Result<prompt::Release> &release)
{
    const Result<void> may = release ? operations::mayRelease(*release) : fail(release.error());
    m_isKnown = may.has_value();
    if (!may) {
        m_state->showEmpty({u"tag"_s, may.error().message, may.error().hint, {}});
        return updateButtons();
    }
    m_release = *release;
    fillLabels();
    const QStringList approvers = m_release.approversOf(m_stored.id);
    QStringList writers = m_release.versions.value(m_stored.id).writers;
    writers.replaceInStrings(QRegularExpression(u"^$"_s), tr("somebody who was not recorded"));
    m_approved->setText(
        (approvers.isEmpty() ? tr("Nobody has approved this text.")
                             : tr("Approved by %1.").arg(approvers.join(u", "_s)))
        + u' ' + tr("Written by %1.").arg(writers.join(u", "_s)));
    updateButtons();
}

QString ReleaseDialog::ruleWords(const QString &label) const
{
    const prompt::ReleaseRule *rule = m_release.rule(m_stored.prompt.name, label);
    if (!rule)
        return m_release.knowsRules ? tr("none") : tr("not readable for you");
    QStringList parts;
    if (rule->approvals > 0) {
        const int missing = m_release.missing(m_stored.prompt.name, label, m_stored.id);
        parts << tr("approvals: %1").arg(rule->approvals)
              << (missing > 0 ? tr("%1 lacks %2").arg(m_stored.prompt.version).arg(missing)
                              : tr("%1 has them").arg(m_stored.prompt.version));
    }
    if (!rule->approverRole.isEmpty())
        parts << tr("of %1").arg(rule->approverRole);
    if (!rule->role.isEmpty())
        parts << tr("set by %1").arg(rule->role);
    return parts.isEmpty() ? tr("none") : parts.join(u", "_s);
}

void ReleaseDialog::fillLabels()
{
    const QString typed = m_label->currentText();
    m_list->clear();
    m_label->clear();
    const QString &name = m_stored.prompt.name;
    QStringList labels{prompt::ActiveLabel.toString()};
    for (const prompt::PromptLabel &one : m_release.labels)
        if (one.name == name)
            labels << one.label;
    for (const prompt::ReleaseRule &rule : m_release.rules)
        if ((rule.name.isEmpty() || rule.name == name) && !labels.contains(rule.label))
            labels << rule.label;
    const auto versionOf = [this](const QString &id) {
        for (const prompt::StoredPrompt &one : m_overview->prompts)
            if (one.id == id)
                return one.prompt.version;
        return QString();
    };
    for (const QString &label : std::as_const(labels)) {
        QString version = tr("none");
        QString set;
        if (label == prompt::ActiveLabel) {
            if (const prompt::StoredPrompt *active = m_overview->active(name))
                version = active->prompt.version;
        } else if (const prompt::PromptLabel *one = m_release.label(name, label)) {
            version = versionOf(one->id);
            set = tr("%1 by %2").arg(serverTimeWords(one->at), one->by);
        }
        auto *item = new QTreeWidgetItem(m_list, {label, version, set, ruleWords(label)});
        item->setToolTip(RuleColumn, plainToolTip(item->text(RuleColumn)));
        if (const prompt::PromptLabel *one = m_release.label(name, label))
            item->setToolTip(SetColumn, plainToolTip(one->reason));
        if (label != prompt::ActiveLabel)
            m_label->addItem(label);
    }
    for (const QString &usual : {u"production"_s, u"staging"_s})
        if (m_label->findText(usual) < 0)
            m_label->addItem(usual);
    m_label->setEditText(typed);
    m_state->showContent();
}

void ReleaseDialog::updateButtons()
{
    const QString label = m_label->currentText().trimmed();
    const prompt::PromptLabel *set = m_release.label(m_stored.prompt.name, label);
    m_label->setEnabled(m_isKnown);
    m_reason->setEnabled(m_isKnown);
    if (m_set) {
        m_set->setEnabled(m_isKnown && !label.isEmpty() && (!set || set->id != m_stored.id));
        m_remove->setEnabled(m_isKnown && set);
    }
    if (!m_approve)
        return;
    const auto approval = m_isKnown ? operations::planApproval(m_release, m_stored, false)
                                    : Result<prompt::ApprovalRequest>(fail(ErrorKind::NotFound, QString()));
    const bool approved = m_isKnown && operations::planApproval(m_release, m_stored, true).has_value();
    m_approve->setEnabled(approval && !approved);
    m_approve->setToolTip(approval || !m_isKnown ? QString() : plainToolTip(approval.error().message));
    m_withdraw->setVisible(approved);
}

void ReleaseDialog::showOutcome(const QString &problem) { showProblem(problem); }

} // namespace howdah::ui

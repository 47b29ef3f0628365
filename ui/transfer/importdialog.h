// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/dialogframe.h"
#include "transfer/transferrun.h"

#include "data/transfer/importpreview.h"

#include <QPointer>

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace howdah::ui {

class ConnectionController;
class MappingModel;
class PreviewModel;
class StateStack;
class TransferPanel;

// Shows how a file would be read, lets that be changed, and reads it into a table: all of it or nothing, or what the
// server takes.
class ImportDialog final : public DialogFrame
{
    Q_OBJECT
public:
    ImportDialog(
        ConnectionController *connection, TaskList *tasks, const data::RelationShape &shape, QWidget *parent = nullptr);
    ~ImportDialog() override;

    void setFile(const QString &path);
    [[nodiscard]] StateStack *states() const { return m_states; }
    [[nodiscard]] MappingModel *mapping() const { return m_mapping; }
    [[nodiscard]] PreviewModel *previewRows() const { return m_rows; }
    [[nodiscard]] TransferRun *run() const { return m_run; }
    [[nodiscard]] TransferPanel *panel() const { return m_panel; }
    // What stands in the way of importing; "" when nothing does.
    [[nodiscard]] QString obstacle() const;
    void setRejecting(bool rejecting, const QString &file = {});
    void setUpsert(bool upsert);
    void setAdvancing(bool advancing); // of sequences
    void start(bool rehearse);

    void reject() override;

Q_SIGNALS:
    void previewed(); // a file was looked at, or could not be
    void imported();  // rows were written

private:
    void buildFile();
    void buildDialect();
    [[nodiscard]] QWidget *buildTables();
    void buildPolicy();
    void buildButtons();
    void chooseFile();
    void readTarget();
    void lockChanged();
    void look();
    void looked(const Result<data::ImportPreview> &preview);
    void showDialect();
    void showKeys();
    void update();
    void ended(const Result<TransferOutcome> &outcome);
    void offerImport(bool first);
    [[nodiscard]] data::ImportDialect chosenDialect() const;
    [[nodiscard]] QString rejectsFile() const;
    [[nodiscard]] data::ImportRequest request(bool rehearse) const;

    ConnectionController *m_connection;
    data::RelationShape m_shape;
    std::optional<data::EditTarget> m_target;
    std::optional<Error> m_targetError;
    std::shared_ptr<connection::Session> m_session; // while the target is read
    std::shared_ptr<const data::ImportPreview> m_preview;
    data::ImportDialect m_dialect; // what was chosen; the rest is found out
    QString m_path;
    Latest m_looks;
    bool m_rehearsal = false;
    bool m_leavesOutUnknown = false;
    QString m_bareNPath; // the file about which that was asked
    QThreadPool m_pool;

    TransferRun *m_run;
    TransferPanel *m_panel;
    MappingModel *m_mapping;
    PreviewModel *m_rows;
    StateStack *m_states = nullptr;
    QLineEdit *m_file;
    QPushButton *m_choose;
    QComboBox *m_format;
    QComboBox *m_encoding;
    QComboBox *m_delimiter;
    QCheckBox *m_header;
    QLineEdit *m_null;
    QComboBox *m_bareN; // asks when an unquoted \N may be NULL or a text
    QPushButton *m_leaveOut;
    QComboBox *m_policy;
    QLineEdit *m_rejects;
    QLabel *m_rejectsNote;
    QCheckBox *m_upsert;
    QComboBox *m_key;
    QCheckBox *m_advance;
    QLabel *m_encodingNote;
    QLabel *m_obstacle;
    QPushButton *m_close = nullptr;
    QPushButton *m_rehearse = nullptr;
    QPushButton *m_accept = nullptr;
};

} // namespace howdah::ui

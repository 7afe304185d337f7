"""Match released-prisoner lists with missing-person reports."""
